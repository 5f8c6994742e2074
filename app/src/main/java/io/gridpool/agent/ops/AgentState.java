package io.gridpool.agent.ops;

import io.micronaut.serde.annotation.Serdeable;

/**
 * The agent's own account of itself, as {@code GET /v1/status} shows it.
 *
 * @param ready whether it serves ADDs
 * @param waitingFor what it still waits for; empty when ready
 * @param term number of the ledger's term; 0 before one is known
 * @param group exact id of the consensus group
 * @param seat uuid of the seat held by this process; empty without one
 * @param leads whether this process's seat leads
 * @param revision of the last change it has seen
 * @param leases held by this node
 */
@Serdeable
public record AgentState(
    String node,
    long pid,
    boolean ready,
    String waitingFor,
    long term,
    String group,
    String seat,
    boolean leads,
    long revision,
    int leases) {}
