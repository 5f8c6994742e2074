package io.gridpool.grid.raft;

import com.hazelcast.cp.CPGroupId;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.command.Batch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One Raft entry: a batch of commands as bytes, encoded once because each append to each follower
 * writes them again.
 *
 * <p>The result is the list of outcomes itself: entries are replicated by the leading seat only,
 * where nothing of the result is serialized.
 */
public final class ApplyOp extends LedgerOp implements IdentifiedDataSerializable {
  private byte[] payload = {};
  private transient @Nullable Batch decoded;

  ApplyOp() {}

  private ApplyOp(byte[] payload, Batch decoded) {
    this.payload = payload;
    this.decoded = decoded;
  }

  /**
   * An entry for the batch. The leader runs what it decoded from the bytes, as every follower will:
   * a batch that does not survive its own encoding fails here and never enters the log.
   *
   * @param level in force, whose forms may be written
   */
  public static ApplyOp of(Batch batch, int level) {
    byte[] payload = LedgerCodec.encodeBatch(batch, level);
    return new ApplyOp(payload, LedgerCodec.decodeBatch(payload, LedgerCodec.LEVEL_NEWEST));
  }

  /** An entry as it arrives: bytes that nobody has looked at yet. */
  static ApplyOp received(byte[] payload) {
    ApplyOp received = new ApplyOp();
    received.payload = payload.clone();
    return received;
  }

  /**
   * The commands, on the Raft thread. They are not kept: the log holds entries long after they were
   * applied, and the bytes are a tenth of the objects.
   */
  Batch batch(int reads) {
    Batch known = decoded;
    decoded = null;
    return known == null ? LedgerCodec.decodeBatch(payload, reads) : known;
  }

  @Override
  public Object run(CPGroupId group, long index) {
    return ledgers().apply(group, index, this);
  }

  @Override
  public int getFactoryId() {
    return LedgerWire.FACTORY;
  }

  @Override
  public int getClassId() {
    return LedgerWire.APPLY;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeByte(LedgerWire.VERSION);
    out.writeByteArray(payload);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    LedgerWire.checkVersion(in.readByte());
    payload = LedgerWire.readBytes(in);
  }
}
