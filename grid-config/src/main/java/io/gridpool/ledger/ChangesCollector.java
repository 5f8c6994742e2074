package io.gridpool.ledger;

import io.gridpool.ledger.endpoint.HeldEndpoint;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.pool.PoolBook.StoredReservation;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.rule.ChangeFeed.Touched;
import io.gridpool.ledger.rule.LedgerState;
import java.util.ArrayList;
import java.util.List;

/** Gathers the present state of what changed. */
final class ChangesCollector {
  private final LedgerState state;
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<EndpointKey> endpointsGone = new ArrayList<>();
  private final List<String> poolsGone = new ArrayList<>();
  private final List<Reservation> reservations = new ArrayList<>();

  ChangesCollector(LedgerState state) {
    this.state = state;
  }

  void add(Touched touched) {
    switch (touched) {
      case Touched.OfEndpoint endpoint -> endpoint(endpoint.key());
      case Touched.OfPool pool -> {
        if (state.pools().find(pool.name()) == null) {
          poolsGone.add(pool.name());
        }
      }
      case Touched.OfReservation reservation -> reservation(reservation.name());
      case Touched.OfTerm term -> {}
    }
  }

  private void endpoint(EndpointKey key) {
    HeldEndpoint held = state.endpoints().find(key);
    if (held == null) {
      endpointsGone.add(key);
    } else {
      endpoints.add(held.endpoint());
    }
  }

  private void reservation(String name) {
    StoredReservation stored = state.pools().findReservation(name);
    reservations.add(stored == null ? new Reservation(name, List.of()) : stored.reservation());
  }

  /** The answer; pools whose numbers changed are found without the feed. */
  Answer answer(long from, long to, List<PoolState> pools) {
    return new Answer.Changes(
        from, to, false, endpoints, endpointsGone, pools, poolsGone, reservations);
  }
}
