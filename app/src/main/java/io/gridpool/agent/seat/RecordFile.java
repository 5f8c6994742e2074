package io.gridpool.agent.seat;

import io.gridpool.agent.disk.Folders;
import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.RecordMemory;
import io.gridpool.grid.RecordStamp;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.grid.TermRecord;
import io.gridpool.ledger.model.TermId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest term record that this node has seen, on disk: so that after a power cut of everything
 * a record from an older backup is known for what it is. Fsynced; records change rarely.
 *
 * <p>Format: one line {@code record<TAB>1}, one of the term, one for each seat, and {@code end}: a
 * file cut short is not used, nor one of a newer format.
 */
public final class RecordFile implements RecordMemory {
  private static final Logger LOG = LoggerFactory.getLogger(RecordFile.class);
  private static final String TAB = "\t";
  private static final String HEAD = "record\t1";
  private static final String END = "end";

  private final Path file;

  /** In a file whose folder exists. */
  public RecordFile(Path file) {
    this.file = file;
  }

  @Override
  public Optional<TermRecord> load() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(Files.readAllLines(file)));
    } catch (IOException | RuntimeException e) {
      LOG.warn("the term record in \"{}\" is not used: {}", file, e.toString());
      return Optional.empty();
    }
  }

  @Override
  public void keep(TermRecord newest) {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      FaultPoint.SEAT_LIST_WRITE.before();
      channel.write(ByteBuffer.wrap(text(newest).getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
      FaultPoint.SEAT_LIST_WRITE.after();
      FaultPoint.SEAT_LIST_MOVE.before();
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Folders.saveName(file);
      FaultPoint.SEAT_LIST_MOVE.after();
    } catch (IOException e) {
      LOG.warn("the term record is not kept in \"{}\": {}", file, e.toString());
    }
  }

  private static String text(TermRecord record) {
    List<String> lines = new ArrayList<>(List.of(HEAD));
    RecordStamp stamp = record.stamp();
    lines.add(
        String.join(
            TAB,
            "" + record.term().number(),
            record.term().group(),
            "" + record.formed(),
            "" + stamp.level(),
            "" + stamp.change(),
            stamp.origin()));
    record.seats().forEach(seat -> lines.add(text(seat)));
    lines.add(END);
    return String.join("\n", lines) + "\n";
  }

  private static String text(SeatRecord seat) {
    return String.join(
        TAB,
        seat.node(),
        seat.memberAddress(),
        seat.agentAddress(),
        seat.seatId(),
        seat.standing().name());
  }

  private static TermRecord parse(List<String> lines) {
    if (!lines.getFirst().equals(HEAD) || !lines.getLast().equals(END)) {
      throw new IllegalArgumentException("it has no head or no end of this format");
    }
    String[] term = lines.get(1).split(TAB, -1);
    return new TermRecord(
        new TermId(Long.parseLong(term[0]), term[1]),
        Boolean.parseBoolean(term[2]),
        lines.subList(2, lines.size() - 1).stream().map(RecordFile::seat).toList(),
        "",
        new RecordStamp(Integer.parseInt(term[3]), Long.parseLong(term[4]), term[5]));
  }

  private static SeatRecord seat(String line) {
    String[] fields = line.split(TAB, -1);
    return new SeatRecord(fields[0], fields[1], fields[2], fields[3], Standing.valueOf(fields[4]));
  }
}
