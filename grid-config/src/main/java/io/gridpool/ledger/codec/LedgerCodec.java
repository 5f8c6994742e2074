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
 * The byte form of what crosses a wire. The first byte is the version.
 *
 * <p>Errors: decoding throws {@link IllegalArgumentException} that says what is damaged or which
 * newer version was met.
 */
public final class LedgerCodec {
  /** The version written, and the newest one read. */
  public static final int VERSION = 1;

  private static final int CAPACITY = 256;

  private LedgerCodec() {}

  /** A batch as one commit carries it. */
  public static byte[] encodeBatch(Batch batch) {
    return encode(batch, LedgerCodec::batch);
  }

  /** Reads what {@link #encodeBatch} wrote. */
  public static Batch decodeBatch(byte[] bytes) {
    return decode(bytes, LedgerCodec::batch);
  }

  /** One command, as an agent sends it to a seat. */
  public static byte[] encodeCommand(Command command) {
    return encode(command, CommandCodec::write);
  }

  /** Reads what {@link #encodeCommand} wrote. */
  public static Command decodeCommand(byte[] bytes) {
    return decode(bytes, CommandCodec::read);
  }

  /** The outcomes of one commit, in order. */
  public static byte[] encodeOutcomes(List<Outcome> outcomes) {
    return encode(outcomes, (sink, list) -> sink.list(list, OutcomeCodec::write));
  }

  /** Reads what {@link #encodeOutcomes} wrote. */
  public static List<Outcome> decodeOutcomes(byte[] bytes) {
    return decode(bytes, source -> List.copyOf(source.list(OutcomeCodec::read)));
  }

  /** One query. */
  public static byte[] encodeQuery(Query query) {
    return encode(query, QueryCodec::write);
  }

  /** Reads what {@link #encodeQuery} wrote. */
  public static Query decodeQuery(byte[] bytes) {
    return decode(bytes, QueryCodec::read);
  }

  /** One answer. */
  public static byte[] encodeAnswer(Answer answer) {
    return encode(answer, AnswerCodec::write);
  }

  /** Reads what {@link #encodeAnswer} wrote. */
  public static Answer decodeAnswer(byte[] bytes) {
    return decode(bytes, AnswerCodec::read);
  }

  /** Reads the first byte; fails when a newer program wrote the bytes. */
  public static void readVersion(ByteSource source) {
    int version = source.u8();
    if (version > VERSION) {
      throw new IllegalArgumentException(
          "bytes of version " + version + "; this program reads up to version " + VERSION);
    }
    if (version != VERSION) {
      throw source.damaged("a version of " + version);
    }
  }

  private static <T> byte[] encode(T value, BiConsumer<ByteSink, T> writer) {
    ByteSink sink = new ByteSink(CAPACITY);
    sink.u8(VERSION);
    writer.accept(sink, value);
    return sink.toBytes();
  }

  private static <T> T decode(byte[] bytes, Function<ByteSource, T> reader) {
    ByteSource source = new ByteSource(bytes);
    readVersion(source);
    T value = reader.apply(source);
    source.end();
    return value;
  }

  private static void batch(ByteSink sink, Batch batch) {
    ModelCodec.term(sink, batch.term());
    sink.signed(batch.timeMs());
    sink.list(batch.commands(), CommandCodec::write);
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
