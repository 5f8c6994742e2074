package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pod asks for addresses: it gets them, inside pools it may use, or nothing. */
class AskedAddressesTest {
  private final Room room = new Room(new LedgerInMemory(), "n1");

  @BeforeEach
  void open() {
    room.pool("a", "10.1.0.0/24", "10.1.0.1-10.1.0.9", "{}");
    room.pool("b", "10.2.0.0/24", "10.2.0.1-10.2.0.9", "{}");
    room.pool("far", "10.3.0.0/24", "10.3.0.1-10.3.0.9", "{\"nodeName\":[\"n9\"]}");
    room.pool("six", "fd00::/64", "fd00::1-fd00::ff", "{}");
  }

  private static final String TWO_NICS =
      "[{\"ipv4\":[\"a\"],\"ipv6\":[\"six\"]},{\"ipv4\":[\"b\"]}]";

  private PodFacts pod(String name, String pools, String ips) {
    return room.bare(name, name, Map.of(PodPools.IPPOOLS, pools, AskedAddresses.IPS, ips));
  }

  private AddResult runtime(PodFacts pod, String... ips) {
    return room.add.add(
        new AddRequest(room.attachment(pod, Room.CONTAINER), Map.of(), false, List.of(ips)));
  }

  @Test
  void eachAddressGoesToTheNicWhosePoolLiesAroundIt() {
    PodFacts pod = pod("p", TWO_NICS, "[\"10.2.0.7\",\"fd00::5/64\"]");
    assertThat(Room.cidrs(room.addNic(pod, "eth0"))).containsExactly("10.1.0.1/24", "fd00::5/64");
    assertThat(Room.cidrs(room.addNic(pod, "net1"))).containsExactly("10.2.0.7/24");
  }

  @Test
  void theRuntimeAsksForTheNicOfTheCall() {
    PodFacts pod = room.of("p", "u", "a", "b");
    assertThat(Room.cidrs(runtime(pod, "10.2.0.7/24"))).containsExactly("10.2.0.7/24");
    assertThat(Room.cidrs(runtime(pod, "10.2.0.7"))).containsExactly("10.2.0.7/24");
    assertThat(Room.refusal(runtime(room.of("q", "v", "a"), "10.1.0.1", "10.1.0.2")).message())
        .isEqualTo(
            "wrong input: interface eth0 asks for 10.1.0.2 and has no NIC left that could get it");
  }

  @Test
  void aRefusalSaysWhatStandsInTheWayAndTakesNothing() {
    runtime(room.of("holder", "h", "a"), "10.1.0.5");
    Refusal used = Room.refusal(room.addTo(pod("p", TWO_NICS, "[\"10.1.0.5\"]")));
    assertThat(used.code()).isEqualTo(Refusal.EXHAUSTED);
    assertThat(used.message())
        .isEqualTo(
            "all IP addresses used out: eth0 wants 10.1.0.5 from a (the address is in use by default/holder, 1 of 9 addresses in use)");
    Refusal outside = Room.refusal(room.addTo(pod("p", TWO_NICS, "[\"10.1.0.99\"]")));
    assertThat(outside.code()).isEqualTo(Refusal.NO_POOL);
    assertThat(outside.message())
        .isEqualTo(
            "no IPPool available: eth0 wants 10.1.0.99 from a (the address is none of its 9)");
    assertThat(room.leased("b")).isZero();
  }

  @Test
  void aPoolThatThePodMayNotUseGivesNothing() {
    Refusal refusal = Room.refusal(runtime(room.of("p", "u", "a", "far"), "10.3.0.5"));
    assertThat(refusal.message())
        .startsWith(
            "no IPPool available: eth0 wants 10.3.0.5 from a (the address is none of its 9); eth0 may not use far: it is not for node n1");
  }

  @Test
  void aStatefulPodMovesToTheAddressThatItsNextLifeAsksFor() {
    Map<String, String> pools = Map.of(PodPools.IPPOOL, "{\"ipv4\":[\"a\"]}");
    PodFacts old = room.pod("web-0", "u1", Room.STATEFUL_SET, pools);
    assertThat(Room.cidrs(room.addTo(old))).containsExactly("10.1.0.1/24");
    room.leave(old);
    Map<String, String> asking =
        Map.of(PodPools.IPPOOL, "{\"ipv4\":[\"a\"]}", AskedAddresses.IPS, "[\"10.1.0.8\"]");
    PodFacts next = room.pod("web-0", "u2", Room.STATEFUL_SET, asking);
    assertThat(Room.cidrs(room.addTo(next))).containsExactly("10.1.0.8/24");
    assertThat(room.leased("a")).isEqualTo(1);
  }

  @Test
  void nicsThatAskByThemselvesLeaveTheOthersAddressesAlone() {
    PodFacts pod =
        room.bare(
            "p", "u", Map.of(MultusNetworks.NETWORKS, "lan", AskedAddresses.IPS, "[\"10.2.0.4\"]"));
    assertThat(Room.cidrs(room.addNic(pod, "eth0", "a"))).containsExactly("10.1.0.1/24");
    assertThat(Room.cidrs(room.addNic(pod, "net1", "b"))).containsExactly("10.2.0.4/24");
  }

  @Test
  void whatIsNoListOfAddressesIsWrongInput() {
    for (String ips :
        List.of("10.1.0.5", "{}", "[5]", "[\"host\"]", "[\"10.1.0.5\",\"10.1.0.5\"]")) {
      Refusal refusal = Room.refusal(room.addTo(pod("p", TWO_NICS, ips)));
      assertThat(refusal.code()).as(ips).isEqualTo(Refusal.INVALID_CONFIG);
      assertThat(refusal.message()).startsWith("wrong input: annotation ipam.spidernet.io/ips = ");
    }
    assertThat(Room.refusal(runtime(room.of("q", "v", "a"), "host")).message())
        .startsWith("wrong input: ips = [host]: ");
  }
}
