package io.gridpool.agent.seat;

import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.SeatRecord;
import io.gridpool.ledger.model.TermId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last known seats on disk, so that an agent finds the grid while the API server is away. A
 * hint and never the truth: a damaged or stale file only costs time, so it is replaced but not
 * fsynced. One that a power cut left empty counts as none.
 *
 * <p>Format: {@code term<TAB>number<TAB>group}, then one line of four tabbed fields for each seat.
 */
final class SeatListFile {
  private static final Logger LOG = LoggerFactory.getLogger(SeatListFile.class);
  private static final String TAB = "\t";

  private final Path file;

  SeatListFile(Path file) {
    this.file = file;
  }

  /** What was stored; empty when there is none or it cannot be read. */
  Optional<SeatList> load() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.isEmpty() ? Optional.empty() : Optional.of(parse(lines));
    } catch (IOException | RuntimeException e) {
      LOG.warn("the seat list \"{}\" is not used: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /** Replaces the file in one step. */
  void store(SeatList list) {
    try {
      Path draft = file.resolveSibling(file.getFileName() + ".new");
      FaultPoint.SEAT_LIST_WRITE.before();
      Files.writeString(draft, lines(list).collect(Collectors.joining("\n", "", "\n")));
      FaultPoint.SEAT_LIST_WRITE.after();
      FaultPoint.SEAT_LIST_MOVE.before();
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      FaultPoint.SEAT_LIST_MOVE.after();
    } catch (IOException e) {
      LOG.warn("the seat list \"{}\" is not stored: {}", file, e.toString());
    }
  }

  private static Stream<String> lines(SeatList list) {
    return Stream.concat(
        Stream.of(String.join(TAB, "term", "" + list.term().number(), list.term().group())),
        list.seats().stream()
            .map(seat ->
                String.join(
                    TAB, seat.node(), seat.memberAddress(), seat.agentAddress(), seat.seatId())));
  }

  private static SeatList parse(List<String> lines) {
    String[] term = lines.getFirst().split(TAB, -1);
    return new SeatList(
        new TermId(Long.parseLong(term[1]), term[2]),
        lines.stream().skip(1).map(SeatListFile::seat).toList());
  }

  private static SeatRecord seat(String line) {
    String[] fields = line.split(TAB, -1);
    return new SeatRecord(fields[0], fields[1], fields[2], fields[3]);
  }
}
