package io.gridpool.ledger.command;

/**
 * One change asked of the ledger. Every command is idempotent: repeated, it answers the same and
 * changes nothing, so that an unknown fate is settled by asking again.
 */
public sealed interface Command
    permits OpenTerm,
        PutPool,
        RemovePool,
        PutReserved,
        Acquire,
        Release,
        Rebind,
        Reclaim,
        Adopt,
        ReportNode,
        EndAdoption,
        RaiseLevel {}
