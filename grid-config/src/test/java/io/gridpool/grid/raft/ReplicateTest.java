package io.gridpool.grid.raft;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.cp.CPGroupId;
import com.hazelcast.cp.internal.RaftGroupId;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import io.gridpool.ledger.FrozenLedger;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.model.TermId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The service as a Raft thread drives it, with the serialization of a real member. */
class ReplicateTest {
  private static final CPGroupId GROUP = new RaftGroupId(LedgerService.GROUP, 1, 2);
  private static final TermId TERM = new TermId(1, "ipam@1-2");
  private final List<String> halts = new ArrayList<>();
  private final LedgerService service = new LedgerService((reason, cause) -> halts.add(reason));
  private final InternalSerializationService wire = wire();

  @Test
  void aSnapshotThatCrossedTheWireGivesTheSameBytes() {
    service.apply(GROUP, 5, entry());
    LedgerService other = new LedgerService((reason, cause) -> halts.add(reason));

    other.restoreSnapshot(GROUP, 5, overTheWire(requireNonNull(service.takeSnapshot(GROUP, 5))));

    assertThat(other.appliedIndex(GROUP)).isEqualTo(5);
    assertThat(other.read(GROUP).freeze().encode()).isEqualTo(bytes());
    assertThat(halts).isEmpty();
  }

  @Test
  void anUntouchedLedgerGivesAnEmptySnapshot() {
    assertThat(service.takeSnapshot(GROUP, 0)).isNotNull();
  }

  @Test
  void aSnapshotThatCannotBeRestoredEndsTheProcess() {
    service.restoreSnapshot(GROUP, 7, LedgerSnapshotData.received(new byte[] {99}, 7));

    assertThat(halts).singleElement().asString().contains("snapshot 7").contains("restored");
  }

  @Test
  void anEntryThatCannotBeAppliedEndsTheProcess() {
    ApplyOp damaged = ApplyOp.received(new byte[] {99});

    assertThatThrownBy(() -> service.apply(GROUP, 8, damaged)).hasMessageContaining("broken");
    assertThat(halts).singleElement().asString().contains("entry 8");
  }

  @Test
  void aMergeOrAShutdownKeepsTheLedger() {
    service.apply(GROUP, 5, entry());
    byte[] before = bytes();

    service.reset();
    service.shutdown(true);

    assertThat(bytes()).isEqualTo(before);
  }

  @Test
  void aDestroyedGroupNeverStartsAgainEmpty() {
    service.apply(GROUP, 5, entry());
    service.onRaftNodeTerminated(GROUP);

    assertThatThrownBy(() -> service.read(GROUP)).hasMessageContaining("has ended");
  }

  private byte[] bytes() {
    FrozenLedger frozen = service.read(GROUP).freeze();
    return frozen.encode();
  }

  @Test
  void theLogKeepsTheBytesOfAnEntryNotItsCommands() {
    ApplyOp entry = entry();
    Batch applied = entry.batch(1);

    assertThat(entry.batch(1)).isEqualTo(applied).isNotSameAs(applied);
  }

  private static ApplyOp entry() {
    return ApplyOp.of(new Batch(TERM, 1_000, List.of(new OpenTerm(TERM))), 1);
  }

  private <T> T overTheWire(T value) {
    return wire.toObject(wire.toData(value));
  }

  private static InternalSerializationService wire() {
    SerializationConfig config = new SerializationConfig();
    LedgerWire.register(config);
    return new DefaultSerializationServiceBuilder().setConfig(config).build();
  }
}
