/** Tests of the promises. */
@NullMarked
package io.gridpool.loadtest.load.check;

import org.jspecify.annotations.NullMarked;
