package io.gridpool.ledger.command;

/** Says that a node's agent has brought all that its journal holds. */
public record ReportNode(String node) implements Command {}
