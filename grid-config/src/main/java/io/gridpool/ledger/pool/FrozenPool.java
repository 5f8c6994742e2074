package io.gridpool.ledger.pool;

import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.codec.ByteSource;
import io.gridpool.ledger.codec.ModelCodec;
import io.gridpool.ledger.model.PoolSpec;

/** A pool at one moment, without its leases: the endpoints know those. Immutable. */
public final class FrozenPool {
  private final PoolSpec spec;
  private final long specRevision;
  private final int cursor;
  private final Cooldown cooldown;

  FrozenPool(PoolSpec spec, long specRevision, int cursor, Cooldown cooldown) {
    this.spec = spec;
    this.specRevision = specRevision;
    this.cursor = cursor;
    this.cooldown = cooldown;
  }

  /** Writes the spec and the rests. */
  public void write(ByteSink sink) {
    ModelCodec.pool(sink, spec);
    sink.varint(specRevision);
    sink.varint(cursor);
    sink.varint(cooldown.resting());
    long lastEndMs = 0;
    for (int place = 0; place < cooldown.span(); place++) {
      if (cooldown.slotAt(place) != Cooldown.HOLE) {
        sink.varint(cooldown.slotAt(place));
        sink.signed(cooldown.endAt(place) - lastEndMs);
        sink.fixed64(cooldown.freedByAt(place));
        lastEndMs = cooldown.endAt(place);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static FrozenPool read(ByteSource source) {
    PoolSpec spec = ModelCodec.pool(source);
    long specRevision = source.varint();
    int cursor = source.number(Integer.MAX_VALUE, "a cursor");
    Cooldown cooldown = new Cooldown();
    int resting = source.number(source.remaining(), "a number of rests");
    long endMs = 0;
    for (int i = 0; i < resting; i++) {
      int slot = source.number(Integer.MAX_VALUE, "a slot");
      endMs += source.signed();
      cooldown.add(slot, endMs, source.fixed64());
    }
    return new FrozenPool(spec, specRevision, cursor, cooldown);
  }

  /** The pool with its rests; its leases have yet to be restored. */
  public Pool thaw() {
    Pool pool = new Pool(spec, AddressSpace.of(spec), specRevision);
    for (int place = 0; place < cooldown.span(); place++) {
      if (cooldown.slotAt(place) != Cooldown.HOLE) {
        pool.restoreRest(cooldown.slotAt(place), cooldown.endAt(place), cooldown.freedByAt(place));
      }
    }
    pool.moveCursor(cursor);
    return pool;
  }
}
