package io.gridpool.ledger.codec;

import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.List;

/**
 * The byte form of what crosses a wire. The first byte is the version.
 *
 * <p>Errors: decoding throws {@link IllegalArgumentException} that says what is damaged or which
 * newer version was met.
 */
public final class LedgerCodec {
  private LedgerCodec() {}

  /** A batch as one commit carries it. */
  public static byte[] encodeBatch(Batch batch) {
    throw new UnsupportedOperationException();
  }

  public static Batch decodeBatch(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  /** One command, as an agent sends it to a seat. */
  public static byte[] encodeCommand(Command command) {
    throw new UnsupportedOperationException();
  }

  public static Command decodeCommand(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  public static byte[] encodeOutcomes(List<Outcome> outcomes) {
    throw new UnsupportedOperationException();
  }

  public static List<Outcome> decodeOutcomes(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  public static byte[] encodeQuery(Query query) {
    throw new UnsupportedOperationException();
  }

  public static Query decodeQuery(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  public static byte[] encodeAnswer(Answer answer) {
    throw new UnsupportedOperationException();
  }

  public static Answer decodeAnswer(byte[] bytes) {
    throw new UnsupportedOperationException();
  }
}
