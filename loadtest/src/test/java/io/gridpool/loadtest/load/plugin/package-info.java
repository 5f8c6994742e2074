/** Tests of plugins as a runtime executes them. */
@NullMarked
package io.gridpool.loadtest.load.plugin;

import org.jspecify.annotations.NullMarked;
