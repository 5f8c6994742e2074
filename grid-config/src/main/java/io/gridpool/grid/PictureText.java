package io.gridpool.grid;

import com.hazelcast.internal.json.JsonObject;
import io.gridpool.ledger.history.HistoryFilter;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.LeaseChange;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The entries of a {@link Picture}: by map and key, as JSON. */
final class PictureText {
  /** The most entries of each map; what is beyond is left out. */
  static final int POOLS_MAX = 1_000;

  static final int LEASES_MAX = 10_000;
  static final int CHANGES_MAX = 100;

  private PictureText() {}

  /** Reads the ledger through a process that leads. Errors: {@link TryLaterException}. */
  static Map<String, Map<String, String>> of(SeatHost host, Duration limit) {
    return Map.of(
        Picture.POOLS, pools(host, limit),
        Picture.LEASES, leases(host, limit),
        Picture.SEATS, seats(host.record()),
        Picture.CHANGES, changes(host, limit));
  }

  private static Map<String, String> pools(SeatHost host, Duration limit) {
    Map<String, String> entries = new LinkedHashMap<>();
    var answer = (Answer.Pools) host.ask(new Query.ReadPools(), limit);
    answer.pools().stream()
        .limit(POOLS_MAX)
        .forEach(pool -> entries.put(pool.spec().name(), pool(pool)));
    return entries;
  }

  private static String pool(PoolState pool) {
    return new JsonObject()
        .add("pool", pool.spec().name())
        .add("subnet", pool.spec().subnet().toString())
        .add("total", pool.total())
        .add("used", pool.leased())
        .add("free", pool.free())
        .add("cooldown", pool.cooling())
        .add("disabled", pool.spec().disabled())
        .toString();
  }

  private static Map<String, String> leases(SeatHost host, Duration limit) {
    Map<String, String> entries = new LinkedHashMap<>();
    EndpointKey after = null;
    do {
      var page =
          (Answer.Endpoints) host.ask(new Query.ReadEndpoints("", after, Query.LIMIT_MAX), limit);
      for (Endpoint endpoint : page.endpoints()) {
        for (NicLease lease : endpoint.leases()) {
          entries.put(lease.pool() + "/" + lease.address(), lease(endpoint, lease));
        }
      }
      after = page.next();
    } while (after != null && entries.size() < LEASES_MAX);
    return entries;
  }

  private static String lease(Endpoint endpoint, NicLease lease) {
    return new JsonObject()
        .add("address", lease.address().toString())
        .add("pool", lease.pool())
        .add("pod", endpoint.pod().toString())
        .add("nic", lease.nic())
        .add("node", endpoint.node())
        .add("sticky", endpoint.sticky())
        .add("parked", endpoint.parked())
        .add("since", Instant.ofEpochMilli(endpoint.sinceMs()).toString())
        .toString();
  }

  private static Map<String, String> seats(TermRecord record) {
    Map<String, String> entries = new LinkedHashMap<>();
    record
        .seats()
        .forEach(seat ->
            entries.put(
                seat.node() + "/" + seat.memberAddress(),
                new JsonObject()
                    .add("node", seat.node())
                    .add("member", seat.memberAddress())
                    .add("standing", seat.standing().name())
                    .add("term", record.term().number())
                    .toString()));
    return entries;
  }

  private static Map<String, String> changes(SeatHost host, Duration limit) {
    Map<String, String> entries = new LinkedHashMap<>();
    var filter = new HistoryFilter(null, null, Long.MAX_VALUE);
    var history =
        (Answer.LeaseHistory) host.ask(new Query.ReadHistory(filter, 0, CHANGES_MAX), limit);
    history.changes().forEach(change -> entries.put("" + change.sequence(), change(change)));
    return entries;
  }

  private static String change(LeaseChange change) {
    return new JsonObject()
        .add("time", Instant.ofEpochMilli(change.timeMs()).toString())
        .add("change", change.kind().name())
        .add("address", change.lease().address().toString())
        .add("pool", change.lease().pool())
        .add("pod", change.key().namespace() + "/" + change.podName())
        .add("node", change.node())
        .add("reason", change.reason())
        .toString();
  }
}
