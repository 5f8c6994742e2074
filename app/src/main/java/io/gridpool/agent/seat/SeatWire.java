package io.gridpool.agent.seat;

import com.google.protobuf.ByteString;
import io.gridpool.agent.proto.seat.Term;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.model.TermId;
import io.grpc.Status;
import java.util.List;

/** The small translations between the ledger's types and the messages between agents. */
final class SeatWire {
  private SeatWire() {}

  static Term term(TermId term) {
    return Term.newBuilder().setNumber(term.number()).setGroup(term.group()).build();
  }

  static TermId term(Term term) {
    return new TermId(term.getNumber(), term.getGroup());
  }

  static List<ByteString> encoded(List<Command> commands, int level) {
    return commands.stream()
        .map(command -> ByteString.copyFrom(LedgerCodec.encodeCommand(command, level)))
        .toList();
  }

  /** A level as it was said; agents from before levels say nothing. */
  static int level(int said) {
    return Math.max(said, LedgerCodec.LEVEL_FIRST);
  }

  /** Bytes for a reader of a level; one that cannot read them is told so, not sent them. */
  static ByteString readable(byte[] encoded, int reads) {
    if (LedgerCodec.levelOf(encoded) > level(reads)) {
      throw Status.FAILED_PRECONDITION
          .withDescription(
              "the answer is of level "
                  + LedgerCodec.levelOf(encoded)
                  + ", the agent that asks reads up to "
                  + level(reads))
          .asRuntimeException();
    }
    return ByteString.copyFrom(encoded);
  }

  static List<Command> decoded(List<ByteString> commands) {
    return commands.stream().map(bytes -> LedgerCodec.decodeCommand(bytes.toByteArray())).toList();
  }
}
