package io.gridpool.ledger;

import io.gridpool.ledger.endpoint.EndpointScan;
import io.gridpool.ledger.endpoint.HeldEndpoint;
import io.gridpool.ledger.history.History;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.pool.Pool;
import io.gridpool.ledger.pool.PoolBook.StoredReservation;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import io.gridpool.ledger.rule.ChangeFeed;
import io.gridpool.ledger.rule.ChangeFeed.Touched;
import io.gridpool.ledger.rule.LedgerState;
import io.gridpool.ledger.rule.PoolRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers queries; changes nothing. */
final class LedgerReader {
  private LedgerReader() {}

  static Answer ask(LedgerState state, Query query) {
    return switch (query) {
      case Query.ReadEndpoint one -> new Answer.OneEndpoint(endpoint(state, one.key()));
      case Query.ReadEndpoints many -> endpoints(state, many);
      case Query.ReadPools pools ->
          new Answer.Pools(
              pools(state, -1, state.revision()), reservations(state), state.revision());
      case Query.CheckPool check -> new Answer.PoolChecked(PoolRule.problemOf(state, check.spec()));
      case Query.ReadChanges changes -> changes(state, changes);
      case Query.ReadHistory history -> history(state.history(), history);
      case Query.ReadStatus status -> status(state);
    };
  }

  private static @Nullable Endpoint endpoint(LedgerState state, EndpointKey key) {
    HeldEndpoint held = state.endpoints().find(key);
    return held == null ? null : held.endpoint();
  }

  private static Answer endpoints(LedgerState state, Query.ReadEndpoints query) {
    EndpointScan.Found found =
        EndpointScan.page(state.endpoints(), query.node(), query.after(), bounded(query.limit()));
    return new Answer.Endpoints(found.endpoints(), found.next(), state.revision());
  }

  private static int bounded(int limit) {
    return Math.clamp(limit, 1, Query.LIMIT_MAX);
  }

  private static List<PoolState> pools(LedgerState state, long since, long to) {
    List<PoolState> pools = new ArrayList<>();
    for (Pool pool : state.pools().all()) {
      if (pool.changedAt() > since && pool.changedAt() <= to) {
        pools.add(pool.state(state.timeMs()));
      }
    }
    return pools;
  }

  private static List<Reservation> reservations(LedgerState state) {
    return state.pools().allReservations().stream().map(StoredReservation::reservation).toList();
  }

  private static Answer changes(LedgerState state, Query.ReadChanges query) {
    long since = query.since();
    if (!state.changes().remembers(since, state.revision())) {
      return new Answer.Changes(
          since, state.revision(), true, List.of(), List.of(), List.of(), List.of(), List.of());
    }
    ChangeFeed.Page page = state.changes().after(since, state.revision(), bounded(query.limit()));
    ChangesCollector collector = new ChangesCollector(state);
    for (Touched touched : page.touched()) {
      collector.add(touched);
    }
    return collector.answer(since, page.to(), pools(state, since, page.to()));
  }

  private static Answer history(History history, Query.ReadHistory query) {
    History.Found found = history.find(query.filter(), query.before(), bounded(query.limit()));
    return new Answer.LeaseHistory(found.changes(), found.before(), history.sinceMs());
  }

  private static Answer status(LedgerState state) {
    return new Answer.Status(
        state.term(),
        state.revision(),
        state.timeMs(),
        state.endpoints().count(),
        state.endpoints().leases(),
        state.pools().all().size(),
        state.adoption().running(),
        state.adoption().reported());
  }
}
