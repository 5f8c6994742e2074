/** The hop between agents: gRPC with mutual TLS to the agent whose seat leads. */
@NullMarked
package io.gridpool.agent.seat;

import org.jspecify.annotations.NullMarked;
