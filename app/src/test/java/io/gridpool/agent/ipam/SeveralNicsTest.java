package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.NicLease;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pods with more than one NIC: named, unnamed, and each for itself. */
class SeveralNicsTest {
  private static final String UNNAMED =
      "[{\"ipv4\":[\"a\"]},{\"ipv4\":[\"b\"],\"ipv6\":[\"six\"]}]";
  private static final String NAMED =
      "[{\"interface\":\"eth0\",\"ipv4\":[\"a\"]},{\"interface\":\"net1\",\"ipv4\":[\"b\"]}]";
  private final LedgerInMemory ledger = new LedgerInMemory();
  private final Room room = new Room(ledger, "n1");

  @BeforeEach
  void open() {
    room.pool("a", "10.1.0.0/24", "10.1.0.1-10.1.0.9", "{}");
    room.pool("b", "10.2.0.0/24", "10.2.0.1-10.2.0.9", "{}");
    room.pool("c", "10.3.0.0/24", "10.3.0.1-10.3.0.9", "{}");
    room.pool("six", "fd00::/64", "fd00::1-fd00::ff", "{}");
  }

  private static Map<String, String> ippools(String value) {
    return Map.of(PodPools.IPPOOLS, value);
  }

  private List<String> nicsOf(String name) {
    Endpoint endpoint = Objects.requireNonNull(room.endpoint(name));
    return endpoint.leases().stream().map(NicLease::nic).distinct().toList();
  }

  @Test
  void a00010_namedNicsAreLeasedTogetherAndEachGetsItsOwn() {
    PodFacts pod = room.bare("p", "u", ippools(NAMED));
    assertThat(Room.cidrs(room.addNic(pod, "net1"))).containsExactly("10.2.0.1/24");
    assertThat(nicsOf("p")).containsExactly("eth0", "net1");
    assertThat(Room.cidrs(room.addNic(pod, "eth0"))).containsExactly("10.1.0.1/24");
  }

  @Test
  void a00010_unnamedNicsClaimInTheOrderInWhichTheyAsk() {
    PodFacts pod = room.bare("p", "u", ippools(UNNAMED));
    assertThat(Room.cidrs(room.addNic(pod, "eth0"))).containsExactly("10.1.0.1/24");
    assertThat(Room.cidrs(room.addNic(pod, "net1"))).containsExactly("10.2.0.1/24", "fd00::1/64");
    assertThat(Room.cidrs(room.addNic(pod, "eth0"))).containsExactly("10.1.0.1/24");
    assertThat(nicsOf("p")).containsExactly("eth0", "net1");
  }

  @Test
  void unnamedItemsGoToOddNamesIdempotently() {
    PodFacts pod = room.bare("p", "u", ippools(UNNAMED));
    for (int repeat = 0; repeat < 2; repeat++) {
      assertThat(Room.cidrs(room.addNic(pod, "ens3"))).containsExactly("10.1.0.1/24");
      assertThat(Room.cidrs(room.addNic(pod, "mgmt"))).containsExactly("10.2.0.1/24", "fd00::1/64");
    }
    assertThat(room.leased("a") + room.leased("b")).isEqualTo(2);
    assertThat(Room.refusal(room.addNic(pod, "more")).message()).contains("more must be specified");
    Attachment odd = new Attachment(pod.key(), "u", Room.CONTAINER, "mgmt", "net-a");
    assertThat(room.check.check(odd, List.of("10.2.0.1/24"))).isEmpty();
  }

  @Test
  void unnamedItemsHaveTheNamesByWhichMultusWillAsk() {
    PodFacts pod =
        room.bare(
            "p",
            "u",
            Map.of(PodPools.IPPOOLS, UNNAMED, MultusNetworks.NETWORKS, "kube-system/fast@data"));
    room.addNic(pod, "eth0");
    assertThat(nicsOf("p")).containsExactly("eth0", "data");
    PodFacts overlay =
        room.bare("q", "v", Map.of(PodPools.IPPOOLS, UNNAMED, MultusNetworks.NETWORKS, "x,y"));
    assertThat(Room.cidrs(room.addNic(overlay, "net1"))).containsExactly("10.1.0.2/24");
    assertThat(Room.cidrs(room.addNic(overlay, "net2"))).first().isEqualTo("10.2.0.2/24");
    assertThat(nicsOf("q")).containsExactly("net1", "net2");
  }

  @Test
  void independentNicsAreAddedToOneEndpoint() {
    PodFacts pod = room.bare("p", "u", Map.of());
    assertThat(Room.cidrs(room.addNic(pod, "eth0", "a"))).containsExactly("10.1.0.1/24");
    assertThat(Room.cidrs(room.addNic(pod, "net1", "a"))).containsExactly("10.1.0.2/24");
    assertThat(nicsOf("p")).containsExactly("eth0", "net1");
  }

  @Test
  void aShortageOnOneNicTakesNothingFromTheOther() {
    room.pool("none", "10.4.0.0/24", "10.4.0.1", "{}");
    room.addTo(room.of("x", "x", "none"));
    String value = NAMED.replace("\"b\"", "\"none\"");
    assertThat(Room.refusal(room.addTo(room.bare("p", "u", ippools(value)))).message())
        .isEqualTo(
            "all IP addresses used out: net1 wants IPv4 from none (1 of 1 addresses in use)");
    assertThat(room.leased("a")).isZero();
    assertThat(room.endpoint("p")).isNull();
  }

  @Test
  void a00018_aStatefulPodMovesTheNicWhosePoolChangedAndKeepsTheOther() {
    PodFacts old = room.pod("web-0", "u1", Room.STATEFUL_SET, ippools(UNNAMED));
    room.addNic(old, "eth0");
    room.addNic(old, "net1");
    room.leave(old);
    PodFacts next =
        room.pod("web-0", "u2", Room.STATEFUL_SET, ippools(UNNAMED.replace("\"b\"", "\"c\"")));
    assertThat(Room.cidrs(room.addNic(next, "eth0"))).containsExactly("10.1.0.1/24");
    assertThat(Room.cidrs(room.addNic(next, "net1")))
        .containsExactlyInAnyOrder("10.3.0.1/24", "fd00::1/64");
    assertThat(room.leased("b")).isZero();
  }

  @Test
  void aStatefulPodWithFewerNicsFreesTheRest() {
    PodFacts old = room.pod("web-0", "u1", Room.STATEFUL_SET, ippools(NAMED));
    room.addNic(old, "eth0");
    room.leave(old);
    String one = "[{\"interface\":\"eth0\",\"ipv4\":[\"a\"]}]";
    room.addTo(room.pod("web-0", "u2", Room.STATEFUL_SET, ippools(one)));
    assertThat(nicsOf("web-0")).containsExactly("eth0");
    assertThat(room.leased("b")).isZero();
  }

  @Test
  void a00017_aNicOfItsOwnNetworkMovesWhenItsConfigurationChanges() {
    PodFacts old = room.pod("web-0", "u1", Room.STATEFUL_SET, Map.of());
    room.addNic(old, "eth0", "a");
    room.addNic(old, "net1", "b");
    room.leave(old);
    PodFacts next = room.pod("web-0", "u2", Room.STATEFUL_SET, Map.of());
    assertThat(Room.cidrs(room.addNic(next, "eth0", "a"))).containsExactly("10.1.0.1/24");
    assertThat(Room.cidrs(room.addNic(next, "net1", "c"))).containsExactly("10.3.0.1/24");
    assertThat(room.leased("b")).isZero();
  }
}
