package io.gridpool.grid.raft;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;

/** The numbers of our types on the member wire, and their version. */
public final class LedgerWire {
  /** Factory id; Hazelcast's own are 0 or negative. */
  static final int FACTORY = 7_301;

  static final int APPLY = 1;
  static final int SNAPSHOT = 2;

  /** First byte of each type, so that old and new agents can share a log. */
  static final byte VERSION = 1;

  private LedgerWire() {}

  /** Makes our types known to a member; by configuration, so no file is lost when jars merge. */
  public static void register(SerializationConfig config) {
    config.addDataSerializableFactory(FACTORY, LedgerWire::create);
  }

  static void checkVersion(byte version) throws IOException {
    if (version != VERSION) {
      throw new IOException("ledger wire version " + version + " met, this agent reads " + VERSION);
    }
  }

  static byte[] readBytes(ObjectDataInput in) throws IOException {
    byte[] bytes = in.readByteArray();
    if (bytes == null) {
      throw new IOException("ledger wire: bytes are missing");
    }
    return bytes;
  }

  private static IdentifiedDataSerializable create(int type) {
    return switch (type) {
      case APPLY -> new ApplyOp();
      case SNAPSHOT -> new LedgerSnapshotData();
      default -> throw new IllegalArgumentException("no ledger type has number " + type);
    };
  }
}
