package io.gridpool.agent.seat;

import com.google.protobuf.ByteString;
import io.gridpool.agent.proto.seat.Term;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.model.TermId;
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

  static List<ByteString> encoded(List<Command> commands) {
    return commands.stream()
        .map(command -> ByteString.copyFrom(LedgerCodec.encodeCommand(command)))
        .toList();
  }

  static List<Command> decoded(List<ByteString> commands) {
    return commands.stream().map(bytes -> LedgerCodec.decodeCommand(bytes.toByteArray())).toList();
  }
}
