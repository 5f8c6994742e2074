package io.gridpool.ledger.codec;

import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The byte form of what crosses a wire. The first byte is the level of the forms inside: the lowest
 * one whose programs can read them.
 *
 * <p>A level is a set of forms. Each has all forms of the one before; a program reads every level
 * up to its newest, and writes what the level in force of a ledger allows ({@code RaiseLevel}).
 *
 * <p>Errors: decoding throws {@link IllegalArgumentException} that says what is damaged or which
 * newer version was met.
 */
public final class LedgerCodec {
  /** The level with which every term begins. */
  public static final int LEVEL_FIRST = 1;

  /** The newest level that this program reads. 2: RaiseLevel, and Reclaim's field unusable. */
  public static final int LEVEL_NEWEST = 2;

  private static final int CAPACITY = 256;

  private LedgerCodec() {}

  /** A batch as one commit carries it, in the newest forms that {@code level} allows. */
  public static byte[] encodeBatch(Batch batch, int level) {
    int needed =
        batch.commands().stream()
            .mapToInt(command -> CommandCodec.levelOf(command, level))
            .max()
            .orElse(LEVEL_FIRST);
    return encode(needed, batch, (sink, whole) -> batch(sink, whole, level));
  }

  /** Reads what {@link #encodeBatch} wrote, up to a level. */
  public static Batch decodeBatch(byte[] bytes, int reads) {
    return decode(bytes, reads, LedgerCodec::batch);
  }

  /** One command, as an agent sends it to a seat, in the newest form that {@code level} allows. */
  public static byte[] encodeCommand(Command command, int level) {
    return encode(
        CommandCodec.levelOf(command, level),
        command,
        (sink, one) -> CommandCodec.write(sink, one, level));
  }

  /** Reads what {@link #encodeCommand} wrote. */
  public static Command decodeCommand(byte[] bytes) {
    return decode(bytes, CommandCodec::read);
  }

  /** The outcomes of one commit, in order. */
  public static byte[] encodeOutcomes(List<Outcome> outcomes) {
    return encode(
        OutcomeCodec.levelOf(outcomes),
        outcomes,
        (sink, list) -> sink.list(list, OutcomeCodec::write));
  }

  /** Reads what {@link #encodeOutcomes} wrote. */
  public static List<Outcome> decodeOutcomes(byte[] bytes) {
    return decode(bytes, source -> List.copyOf(source.list(OutcomeCodec::read)));
  }

  /** One query. */
  public static byte[] encodeQuery(Query query) {
    return encode(LEVEL_FIRST, query, QueryCodec::write);
  }

  /** Reads what {@link #encodeQuery} wrote. */
  public static Query decodeQuery(byte[] bytes) {
    return decode(bytes, QueryCodec::read);
  }

  /** One answer. */
  public static byte[] encodeAnswer(Answer answer) {
    return encode(LEVEL_FIRST, answer, AnswerCodec::write);
  }

  /** Reads what {@link #encodeAnswer} wrote. */
  public static Answer decodeAnswer(byte[] bytes) {
    return decode(bytes, AnswerCodec::read);
  }

  /** The level of encoded bytes; 0 where there are none. */
  public static int levelOf(byte[] bytes) {
    return bytes.length == 0 ? 0 : Byte.toUnsignedInt(bytes[0]);
  }

  /** Reads the first byte; fails when a program of a newer level than {@code reads} wrote it. */
  public static int readLevel(ByteSource source, int reads) {
    int level = source.u8();
    if (level > reads) {
      throw new IllegalArgumentException(
          "bytes of version " + level + "; this program reads up to version " + reads);
    }
    if (level < LEVEL_FIRST) {
      throw source.damaged("a version of " + level);
    }
    return level;
  }

  private static <T> byte[] encode(int level, T value, BiConsumer<ByteSink, T> writer) {
    ByteSink sink = new ByteSink(CAPACITY);
    sink.u8(level);
    writer.accept(sink, value);
    return sink.toBytes();
  }

  private static <T> T decode(byte[] bytes, Function<ByteSource, T> reader) {
    return decode(bytes, LEVEL_NEWEST, reader);
  }

  private static <T> T decode(byte[] bytes, int reads, Function<ByteSource, T> reader) {
    ByteSource source = new ByteSource(bytes);
    var _ = readLevel(source, reads);
    T value = reader.apply(source);
    source.end();
    return value;
  }

  private static void batch(ByteSink sink, Batch batch, int level) {
    ModelCodec.term(sink, batch.term());
    sink.signed(batch.timeMs());
    sink.list(batch.commands(), (to, command) -> CommandCodec.write(to, command, level));
  }

  private static Batch batch(ByteSource source) {
    Batch batch =
        new Batch(ModelCodec.term(source), source.signed(), source.list(CommandCodec::read));
    if (batch.commands().size() > Batch.COMMANDS_MAX) {
      throw source.damaged(
          batch.commands().size() + " commands in one batch, more than " + Batch.COMMANDS_MAX);
    }
    return batch;
  }
}
