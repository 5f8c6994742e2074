/** What operators look at, over HTTP: health, metrics, the agent's own state. */
@NullMarked
package io.gridpool.agent.ops;

import org.jspecify.annotations.NullMarked;
