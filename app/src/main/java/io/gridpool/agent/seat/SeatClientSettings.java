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
 * @param times hears how long commands took
 * @param source IP address that connections to seats come from, as those of members do, so that one
 *     rule of a firewall fits both; where it is not given, the kernel chooses
 */
public record SeatClientSettings(
    TlsFiles tls,
    Supplier<Optional<TermRecord>> record,
    Path seatListFile,
    MergerLimits limits,
    SeatTimes times,
    Optional<String> source) {
  /** Settings of a client whose times nobody hears. */
  public SeatClientSettings(
      TlsFiles tls, Supplier<Optional<TermRecord>> record, Path seatListFile, MergerLimits limits) {
    this(tls, record, seatListFile, limits, SeatTimes.NONE, Optional.empty());
  }
}
