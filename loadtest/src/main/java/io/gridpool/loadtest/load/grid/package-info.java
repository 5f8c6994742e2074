/** The agents of hollow nodes. */
@NullMarked
package io.gridpool.loadtest.load.grid;

import org.jspecify.annotations.NullMarked;
