package io.gridpool.agent.seat;

import io.gridpool.grid.TermRecord;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a client of the seats needs.
 *
 * @param record reads the term record; may throw while the API server is away
 * @param seatListFile where the last known seats are kept; its folder exists
 */
public record SeatClientSettings(
    TlsFiles tls, Supplier<Optional<TermRecord>> record, Path seatListFile, MergerLimits limits) {}
