package io.gridpool.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.endpoint.EndpointScan;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import io.gridpool.ledger.rule.ChangeFeed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private static final TermId TERM = new TermId(1, "ipam@1");

  private static Outcome one(Ledger ledger, Command command) {
    return ledger.apply(1, new Batch(TERM, 1_000, List.of(command))).getFirst();
  }

  private static Ledger withPool() {
    Ledger ledger = new Ledger();
    one(ledger, new OpenTerm(TERM));
    one(
        ledger,
        new PutPool(
            new PoolSpec(
                "p4",
                Subnet.parse("10.6.0.0/16"),
                List.of(AddressRange.parse("10.6.0.10-10.6.255.250")),
                List.of(AddressRange.parse("10.6.0.12")),
                30_000,
                false,
                "")));
    return ledger;
  }

  private static Acquire acquire(int i) {
    return new Acquire(
        new EndpointKey("ns", "web-" + i),
        "01234567-89ab-cdef-0123-%012d".formatted(i),
        "node-" + i % 3,
        "0123456789abcdef%d".formatted(i),
        new Owner("apps", "StatefulSet", "web"),
        true,
        List.of(new Want("eth0", IpFamily.V4, List.of("p4"))));
  }

  @Test
  void goesOnFromASnapshotWithTheSameBytes() {
    Ledger ledger = withPool();
    for (int i = 0; i < 5_000; i++) {
      assertThat(one(ledger, acquire(i))).isInstanceOf(Outcome.Granted.class);
    }
    for (int i = 0; i < 5_000; i += 3) {
      EndpointKey key = new EndpointKey("ns", "web-" + i);
      one(ledger, new Release(key, "", "0123456789abcdef", true));
    }
    byte[] bytes = ledger.freeze().encode();
    Ledger thawed = FrozenLedger.decode(bytes).thaw();
    assertThat(thawed.freeze().encode()).isEqualTo(bytes);
    for (int i = 4_000; i < 6_000; i++) {
      assertThat(one(thawed, acquire(i))).isEqualTo(one(ledger, acquire(i)));
    }
    assertThat(thawed.freeze().encode()).isEqualTo(ledger.freeze().encode());
  }

  @Test
  void readsEachEndpointThatStaysOncePageByPageWhileOthersComeAndGo() {
    Ledger ledger = withPool();
    Set<EndpointKey> stay = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      one(ledger, acquire(i));
      stay.add(acquire(i).endpoint());
    }
    List<EndpointKey> seen = new ArrayList<>();
    @Nullable EndpointKey after = null;
    int coming = 2_000;
    do {
      var page = (Answer.Endpoints) ledger.ask(new Query.ReadEndpoints("", after, 100));
      page.endpoints().forEach(endpoint -> seen.add(endpoint.key()));
      for (int i = 0; i < 150; i++) {
        one(ledger, acquire(coming++));
      }
      one(
          ledger,
          new Reclaim(acquire(coming - 1).endpoint(), acquire(coming - 1).podUid(), "gone"));
      after = page.next();
    } while (after != null);
    assertThat(seen).doesNotHaveDuplicates().containsAll(stay);
  }

  @Test
  void readsTheEndpointsOfOneNodePageByPage() {
    Ledger ledger = withPool();
    for (int i = 0; i < 50; i++) {
      one(ledger, acquire(i));
    }
    var first = (Answer.Endpoints) ledger.ask(new Query.ReadEndpoints("node-1", null, 10));
    var second = (Answer.Endpoints) ledger.ask(new Query.ReadEndpoints("node-1", first.next(), 10));
    assertThat(first.endpoints()).hasSize(10);
    assertThat(second.endpoints()).hasSize(7).doesNotContainAnyElementsOf(first.endpoints());
    assertThat(second.endpoints()).allMatch(endpoint -> endpoint.node().equals("node-1"));
    assertThat(second.next()).isNull();
  }

  @Test
  void aPageEndsAfterABoundedNumberOfLooksThoughNothingWasFound() {
    Ledger ledger = withPool();
    for (int i = 0; i <= EndpointScan.LOOKS_MAX; i++) {
      one(ledger, acquire(i));
    }
    var first = (Answer.Endpoints) ledger.ask(new Query.ReadEndpoints("elsewhere", null, 10));
    var second =
        (Answer.Endpoints) ledger.ask(new Query.ReadEndpoints("elsewhere", first.next(), 10));
    assertThat(first.endpoints()).isEmpty();
    assertThat(first.next()).isNotNull();
    assertThat(second.endpoints()).isEmpty();
    assertThat(second.next()).isNull();
  }

  @Test
  void tellsEachChangedThingOnceAsItIsNow() {
    Ledger ledger = withPool();
    one(ledger, acquire(1));
    one(ledger, acquire(2));
    one(ledger, new Release(new EndpointKey("ns", "web-1"), "", "0123456789abcdef", true));
    one(ledger, new Reclaim(new EndpointKey("ns", "web-2"), acquire(2).podUid(), "gone"));
    Answer.Changes all = changes(ledger, 2, 100);
    assertThat(all.endpoints()).singleElement().matches(Endpoint::parked);
    assertThat(all.endpointsGone()).containsExactly(new EndpointKey("ns", "web-2"));
    assertThat(all.pools()).singleElement().matches(pool -> pool.leased() == 1);
    assertThat(all.to()).isEqualTo(6);
    Answer.Changes first = changes(ledger, 2, 1);
    assertThat(first.to()).isEqualTo(3);
    assertThat(changes(ledger, first.to(), 1).endpointsGone()).hasSize(1);
    assertThat(changes(ledger, 6, 1).to()).isEqualTo(6);
  }

  @Test
  void anAddressThatTheLinkRefusedIsNotTheNextOneItsPodGets() {
    Ledger ledger = withPool();
    var first = ((Outcome.Granted) one(ledger, acquire(1))).endpoint();
    one(ledger, new Reclaim(first.key(), first.podUid(), "gone"));
    assertThat(((Outcome.Granted) one(ledger, acquire(1))).endpoint().leases())
        .isEqualTo(first.leases());
    one(ledger, new Reclaim(first.key(), first.podUid(), "ip conflict", true));
    assertThat(((Outcome.Granted) one(ledger, acquire(1))).endpoint().leases())
        .doesNotContainAnyElementsOf(first.leases());
  }

  @Test
  void asksForAResyncWhereItDoesNotRemember() {
    Ledger ledger = withPool();
    for (int i = 0; i < ChangeFeed.CHANGES_MAX; i++) {
      one(ledger, new PutReserved(new Reservation("r", List.of(RANGES.get(i % 2)))));
    }
    assertThat(changes(ledger, 1, 1).resync()).isTrue();
    assertThat(changes(ledger, 2, 1).resync()).isFalse();
    assertThat(changes(ledger, Long.MAX_VALUE, 1).resync()).isTrue();
    Ledger thawed = ledger.freeze().thaw();
    assertThat(changes(thawed, 3, 1).resync()).isTrue();
    assertThat(changes(thawed, ChangeFeed.CHANGES_MAX + 2, 1).resync()).isFalse();
  }

  private static final List<AddressRange> RANGES =
      List.of(AddressRange.parse("10.6.0.20"), AddressRange.parse("10.6.0.21"));

  private static Answer.Changes changes(Ledger ledger, long since, int limit) {
    return (Answer.Changes) ledger.ask(new Query.ReadChanges(since, limit));
  }
}
