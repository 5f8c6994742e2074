package io.gridpool.grid.raft;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.gridpool.ledger.FrozenLedger;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot in the Raft log: the frozen ledger where it was taken, its bytes where it arrived.
 * Immutable once taken; encoded anew each time it is sent, which is rare, instead of being kept
 * twice.
 */
public final class LedgerSnapshotData implements IdentifiedDataSerializable {
  private @Nullable FrozenLedger frozen;
  private byte[] bytes = {};
  private long appliedIndex;

  LedgerSnapshotData() {}

  /** A snapshot of the state after the entry {@code appliedIndex}. */
  static LedgerSnapshotData taken(FrozenLedger frozen, long appliedIndex) {
    LedgerSnapshotData taken = new LedgerSnapshotData();
    taken.frozen = frozen;
    taken.appliedIndex = appliedIndex;
    return taken;
  }

  /** A snapshot as it arrives: bytes that nobody has looked at yet. */
  static LedgerSnapshotData received(byte[] bytes, long appliedIndex) {
    LedgerSnapshotData received = new LedgerSnapshotData();
    received.bytes = bytes.clone();
    received.appliedIndex = appliedIndex;
    return received;
  }

  /** A replica that goes on from here; throws {@link IllegalArgumentException} when damaged. */
  Replica restore(int reads) {
    FrozenLedger known = frozen;
    FrozenLedger base = known == null ? FrozenLedger.decode(bytes, reads) : known;
    return new Replica(base.thaw(), appliedIndex);
  }

  @Override
  public int getFactoryId() {
    return LedgerWire.FACTORY;
  }

  @Override
  public int getClassId() {
    return LedgerWire.SNAPSHOT;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    FrozenLedger known = frozen;
    out.writeByte(LedgerWire.VERSION);
    out.writeLong(appliedIndex);
    out.writeByteArray(known == null ? bytes : known.encode());
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    LedgerWire.checkVersion(in.readByte());
    appliedIndex = in.readLong();
    bytes = LedgerWire.readBytes(in);
  }
}
