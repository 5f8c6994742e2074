package io.gridpool.ledger;

import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.codec.ByteSource;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.codec.ModelCodec;
import io.gridpool.ledger.endpoint.EndpointBook;
import io.gridpool.ledger.endpoint.FrozenEndpoints;
import io.gridpool.ledger.history.FrozenHistory;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.pool.FrozenPool;
import io.gridpool.ledger.pool.Pool;
import io.gridpool.ledger.pool.PoolBook;
import io.gridpool.ledger.pool.PoolBook.StoredReservation;
import io.gridpool.ledger.rule.LedgerHead;
import io.gridpool.ledger.rule.LedgerState;
import java.util.List;

/** The state of a ledger at one moment, immutable, and its byte form. */
public final class FrozenLedger {
  private static final int CAPACITY = 4_096;

  private final LedgerHead head;
  private final List<FrozenPool> pools;
  private final List<StoredReservation> reservations;
  private final FrozenEndpoints endpoints;
  private final FrozenHistory history;

  private FrozenLedger(
      LedgerHead head,
      List<FrozenPool> pools,
      List<StoredReservation> reservations,
      FrozenEndpoints endpoints,
      FrozenHistory history) {
    this.head = head;
    this.pools = List.copyOf(pools);
    this.reservations = List.copyOf(reservations);
    this.endpoints = endpoints;
    this.history = history;
  }

  static FrozenLedger of(LedgerState state) {
    return new FrozenLedger(
        state.head(),
        state.pools().all().stream().map(Pool::freeze).toList(),
        List.copyOf(state.pools().allReservations()),
        state.endpoints().freeze(),
        state.history().freeze());
  }

  /** The whole state as bytes; the first byte is the level in force. */
  public byte[] encode() {
    ByteSink sink = new ByteSink(CAPACITY);
    sink.u8(head.level());
    ModelCodec.term(sink, head.term());
    sink.signed(head.timeMs());
    sink.varint(head.revision());
    sink.flag(head.adopting());
    sink.list(head.reported(), ByteSink::text);
    sink.list(reservations, FrozenLedger::reservation);
    sink.list(pools, (to, pool) -> pool.write(to));
    endpoints.write(sink);
    history.write(sink);
    return sink.toBytes();
  }

  /**
   * Reads what {@link #encode} wrote; throws {@link IllegalArgumentException} when it is damaged.
   */
  public static FrozenLedger decode(byte[] bytes) {
    return decode(bytes, LedgerCodec.LEVEL_NEWEST);
  }

  /** The same up to a level: a program that cannot read what is to come takes no part. */
  public static FrozenLedger decode(byte[] bytes, int reads) {
    ByteSource source = new ByteSource(bytes);
    int level = LedgerCodec.readLevel(source, reads);
    LedgerHead head =
        new LedgerHead(
            ModelCodec.term(source),
            source.signed(),
            source.varint(),
            source.flag(),
            source.list(ByteSource::text),
            level);
    List<StoredReservation> reservations = source.list(FrozenLedger::reservation);
    List<FrozenPool> pools = source.list(FrozenPool::read);
    FrozenLedger frozen =
        new FrozenLedger(
            head, pools, reservations, FrozenEndpoints.read(source), FrozenHistory.read(source));
    source.end();
    return frozen;
  }

  private static void reservation(ByteSink sink, StoredReservation stored) {
    ModelCodec.reservation(sink, stored.reservation());
    sink.varint(stored.revision());
  }

  private static StoredReservation reservation(ByteSource source) {
    return new StoredReservation(ModelCodec.reservation(source), source.varint());
  }

  /**
   * A ledger that goes on from this state; it remembers no change before. Throws {@link
   * IllegalArgumentException} or {@link BrokenInvariantException} when leases and pools do not fit
   * together.
   */
  public Ledger thaw() {
    PoolBook book = new PoolBook();
    for (FrozenPool pool : pools) {
      book.put(pool.thaw());
    }
    for (StoredReservation stored : reservations) {
      book.putReservation(stored.reservation(), stored.revision());
    }
    EndpointBook held = EndpointBook.thaw(endpoints, book::subnetOf);
    held.forEach(each -> {
      for (NicLease lease : each.endpoint().leases()) {
        Pool pool = book.get(lease.pool());
        pool.restoreLease(pool.space().slotOf(lease.address()));
      }
    });
    return new Ledger(new LedgerState(head, book, held, history.thaw()));
  }
}
