/** The front door: settings, wiring, start and stop. */
@NullMarked
package io.gridpool.agent.boot;

import org.jspecify.annotations.NullMarked;
