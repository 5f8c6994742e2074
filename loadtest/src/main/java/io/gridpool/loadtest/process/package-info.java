/** Processes that the proving ground starts: agents, plugins, tools. */
@NullMarked
package io.gridpool.loadtest.process;

import org.jspecify.annotations.NullMarked;
