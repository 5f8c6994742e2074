package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.outcome.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What users of the peer reported, and what reading it showed, on the way of an ADD: each must be
 * impossible here. The order of events is forced.
 *
 * <p>Source: reference §9.3; a name begins with the number of the report, or with {@code own}.
 */
class KnownDefectsTest {
  private static final Map<String, String> POOL_A = pools("[\"a\"]");
  private final LedgerInMemory ledger = new LedgerInMemory();
  private final Room n1 = new Room(ledger, "n1");
  private Room n2 = n1;

  @BeforeEach
  void open() {
    n1.pool("a", "10.1.0.0/24", "10.1.0.1-10.1.0.9", "{}");
    n1.pool("b", "10.2.0.0/24", "10.2.0.1-10.2.0.9", "{}");
    n1.pool("one", "10.3.0.0/24", "10.3.0.1", "{}");
    n2 = new Room(ledger, new IpamSettings("n2", true, true, true), n1.api);
  }

  private static Map<String, String> pools(String v4) {
    return Map.of(PodPools.IPPOOL, "{\"ipv4\":" + v4 + "}");
  }

  private static Map<String, String> nics(String first, String second) {
    String eth0 = "{\"interface\":\"eth0\",\"ipv4\":[\"" + first + "\"]}";
    String net1 = "{\"interface\":\"net1\",\"ipv4\":[\"" + second + "\"]}";
    return Map.of(PodPools.IPPOOLS, "[" + eth0 + "," + net1 + "]");
  }

  @Test
  void bug412_aFailureHalfwayLosesNoAddress() {
    n1.addTo(n1.bare("x", "x", pools("[\"one\"]")));
    PodFacts pod = n1.bare("p", "u", nics("a", "one"));
    for (int attempt = 0; attempt < 20; attempt++) {
      assertThat(Room.refusal(n1.addTo(pod)).code()).isEqualTo(Refusal.EXHAUSTED);
    }
    assertThat(n1.leased("a")).isZero();
  }

  @Test
  void bug212ec4e_aThousandPodsAtOnceHaveNoConflictsOverTheirPool() throws Exception {
    n1.pool("wide", "10.4.0.0/16", "10.4.1.0-10.4.4.231", "{}");
    List<Callable<Set<String>>> nodes = new ArrayList<>();
    for (int node = 0; node < 10; node++) {
      Room room = new Room(ledger, "n" + node);
      nodes.add(() -> addresses(room, 100));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Set<String> all = new HashSet<>();
      for (var one : threads.invokeAll(nodes)) {
        all.addAll(one.get());
      }
      assertThat(all).hasSize(1_000);
    }
    assertThat(n1.leased("wide")).isEqualTo(1_000);
  }

  private static Set<String> addresses(Room room, int pods) {
    Set<String> addresses = new HashSet<>();
    for (int i = 0; i < pods; i++) {
      String name = room.node() + "-" + i;
      addresses.addAll(Room.cidrs(room.addTo(room.bare(name, name, pools("[\"wide\"]")))));
    }
    return addresses;
  }

  @Test
  void bug1187_aLateReclaimOfTheOldPodDoesNotFreeTheNewOneOfItsName() {
    n1.addTo(n1.bare("p", "u1", POOL_A));
    List<String> now = Room.cidrs(n2.addTo(n2.bare("p", "u2", POOL_A)));
    var reclaim = new Reclaim(n2.attachment(n2.bare("p", "u2", POOL_A), "c").pod(), "u1", "gone");
    assertThat(ledger.submit(List.of(reclaim), Duration.ZERO).getFirst())
        .isInstanceOf(Outcome.Fenced.class);
    assertThat(n1.endpoint("p"))
        .isNotNull()
        .extracting(e -> e.leases().getFirst().cidr())
        .isEqualTo(now.getFirst());
  }

  @Test
  void bug2526_aStatefulRestartThatRacesWithReclaimKeepsItsAddress() {
    PodFacts old = n1.pod("web-0", "u1", Room.STATEFUL_SET, POOL_A);
    List<String> before = Room.cidrs(n1.addTo(old));
    var reclaim = new Reclaim(old.key(), "u1", "pod gone");
    assertThat(Room.cidrs(n2.addTo(n2.pod("web-0", "u2", Room.STATEFUL_SET, POOL_A))))
        .isEqualTo(before);
    assertThat(ledger.submit(List.of(reclaim), Duration.ZERO).getFirst())
        .isInstanceOf(Outcome.Fenced.class);
    n1.release.release(n1.attachment(old, Room.CONTAINER));
    assertThat(n1.endpoint("web-0"))
        .isNotNull()
        .matches(e -> e.podUid().equals("u2") && !e.parked());
  }

  @Test
  void bug2517_aPodThatGotTheLastAddressGetsItAgainWhenTheAnswerWasLost() {
    PodFacts pod = n1.bare("p", "u", pools("[\"one\"]"));
    ledger.loseNextAnswer();
    assertThat(Room.refusal(n1.addTo(pod)).code()).isEqualTo(Refusal.TRY_AGAIN_LATER);
    assertThat(n1.held).as("an agent that restarted knows nothing").isEmpty();
    assertThat(Room.cidrs(n1.addTo(pod))).containsExactly("10.3.0.1/24");
    assertThat(n1.leased("one")).isEqualTo(1);
  }

  @Test
  void bug4295_oneEmptyNicTakesNothingFromTheOtherPool() {
    n1.addTo(n1.bare("x", "x", pools("[\"one\"]")));
    for (int attempt = 0; attempt < 20; attempt++) {
      Refusal refusal = Room.refusal(n1.addTo(n1.bare("p", "u", nics("one", "b"))));
      assertThat(refusal.message()).contains("all IP addresses used out").doesNotContain("from b");
    }
    assertThat(n1.leased("b")).isZero();
  }

  @Test
  void bug3541_aVeryLargePoolAnswersAtOnceAndNotTheLowestAgain() {
    n1.pool("ten", "10.64.0.0/10", "10.64.0.1-10.127.255.254", "{}");
    List<String> given = new ArrayList<>();
    long startNs = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      PodFacts pod = n1.bare("p", "u" + i, pools("[\"ten\"]"));
      given.addAll(Room.cidrs(n1.addTo(pod)));
      n1.leave(pod);
    }
    assertThat(given).doesNotHaveDuplicates();
    assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void bug3543_aStatefulPodMovesWhenItsPoolChanged() {
    PodFacts old = n1.pod("web-0", "u1", Room.STATEFUL_SET, POOL_A);
    n1.addTo(old);
    n1.leave(old);
    PodFacts next = n1.pod("web-0", "u2", Room.STATEFUL_SET, pools("[\"b\"]"));
    assertThat(Room.cidrs(n1.addTo(next))).containsExactly("10.2.0.1/24");
    assertThat(n1.leased("a")).isZero();
  }

  @Test
  void bug4362_aStatefulPodWithSeveralNicsRestarts() {
    PodFacts old = n1.pod("web-0", "u1", Room.STATEFUL_SET, nics("a", "b"));
    n1.addNic(old, "eth0");
    n1.addNic(old, "net1");
    n1.leave(old);
    PodFacts next = n2.pod("web-0", "u2", Room.STATEFUL_SET, nics("a", "b"));
    assertThat(Room.cidrs(n2.addNic(next, "eth0"))).containsExactly("10.1.0.1/24");
    assertThat(Room.cidrs(n2.addNic(next, "net1"))).containsExactly("10.2.0.1/24");
  }

  @Test
  void bug3699_whatAnOlderPodOfTheNameLeftBlocksNobodyAndGoesToNobody() {
    Owner job = new Owner("batch", "Job", "train");
    n1.addTo(n1.pod("train-0", "u1", job, nics("a", "b")));
    List<String> now = Room.cidrs(n2.addTo(n2.pod("train-0", "u2", job, POOL_A)));
    Endpoint endpoint = Objects.requireNonNull(n1.endpoint("train-0"));
    assertThat(endpoint.leases()).extracting(NicLease::cidr).isEqualTo(now);
    assertThat(n1.leased("a") + n1.leased("b")).isEqualTo(1);
  }

  @Test
  void bug1513_aRequestThatCannotBeServedIsAnsweredAndHoldsNobodyUp() {
    ledger.setAway(true);
    assertThat(Room.refusal(n1.addTo(n1.bare("p", "u1", POOL_A))).code())
        .isEqualTo(Refusal.TRY_AGAIN_LATER);
    ledger.setAway(false);
    assertThat(Room.cidrs(n1.addTo(n1.bare("q", "u2", POOL_A)))).hasSize(1);
  }

  @Test
  void bug2370_aControllerOfAnyGroupIsKeptAsTheOwner() {
    Owner custom = new Owner("databases.example.org", "RedisCluster", "cache");
    n1.addTo(n1.pod("cache-0", "u1", custom, POOL_A));
    assertThat(n1.endpoint("cache-0")).isNotNull().matches(e -> e.owner().equals(custom));
  }

  @Test
  void own_twoNicsOfOnePoolGetTwoAddresses() {
    PodFacts pod = n1.bare("p", "u", nics("a", "a"));
    assertThat(Room.cidrs(n1.addNic(pod, "eth0"))).containsExactly("10.1.0.1/24");
    assertThat(Room.cidrs(n1.addNic(pod, "net1"))).containsExactly("10.1.0.2/24");
  }

  @Test
  void own_onlyTheFirstNicsPoolChangedAndThePodStarts() {
    PodFacts old = n1.pod("web-0", "u1", Room.STATEFUL_SET, nics("a", "b"));
    n1.addNic(old, "eth0");
    n1.leave(old);
    PodFacts next = n2.pod("web-0", "u2", Room.STATEFUL_SET, nics("one", "b"));
    assertThat(Room.cidrs(n2.addNic(next, "eth0"))).containsExactly("10.3.0.1/24");
    assertThat(Room.cidrs(n2.addNic(next, "net1"))).containsExactly("10.2.0.1/24");
    assertThat(n1.leased("a")).isZero();
  }

  @Test
  void own_tiesAreBrokenTheSameWayEveryTime() {
    for (int i = 0; i < 9; i++) {
      PodFacts pod = n1.bare("p" + i, "u" + i, pools("[\"b\",\"a\"]"));
      assertThat(Room.cidrs(n1.addTo(pod)).getFirst()).startsWith("10.2.");
    }
    assertThat(Room.cidrs(n1.addTo(n1.bare("last", "l", pools("[\"b\",\"a\"]")))).getFirst())
        .startsWith("10.1.");
  }

  @Test
  void own_anAddressJustGivenBackIsNotTheNextOneOffered() {
    PodFacts pod = n1.bare("p", "u1", POOL_A);
    List<String> first = Room.cidrs(n1.addTo(pod));
    n1.leave(pod);
    assertThat(Room.cidrs(n1.addTo(n1.bare("q", "u2", POOL_A)))).isNotEqualTo(first);
  }

  @Test
  void own_aPodWithoutCandidatesLeavesNothingBehind() {
    assertThat(Room.refusal(n1.addTo(n1.bare("p", "u", pools("[]")))).code())
        .isEqualTo(Refusal.INVALID_CONFIG);
    Room v4 = new Room(ledger, new IpamSettings("n3", true, false, true), n1.api);
    String six = "{\"ipv6\":[\"six\"]}";
    assertThat(Room.refusal(v4.addTo(v4.bare("p", "u", Map.of(PodPools.IPPOOL, six)))).message())
        .contains("disabled IP family");
    assertThat(n1.endpoint("p")).isNull();
    assertThat(v4.held).isEmpty();
  }

  @Test
  void own_aPodThatRunsIsAlwaysKnownToItsPool() {
    PodFacts old = n1.pod("web-0", "u1", Room.STATEFUL_SET, POOL_A);
    n1.addTo(old);
    n1.leave(old);
    ledger.submit(List.of(new Reclaim(old.key(), "u1", "by hand")), Duration.ZERO);
    n1.addTo(n1.pod("web-0", "u2", Room.STATEFUL_SET, POOL_A));
    assertThat(n1.leased("a")).isEqualTo(1);
  }
}
