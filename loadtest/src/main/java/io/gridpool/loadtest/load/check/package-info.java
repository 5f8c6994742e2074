/** What must be true of every run, whatever was done to the grid. */
@NullMarked
package io.gridpool.loadtest.load.check;

import org.jspecify.annotations.NullMarked;
