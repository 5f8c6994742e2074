package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.agent.ipam.AddResult.Detection;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the link has a say in: conflicts, the device below a NIC, the way out. */
class LinkTest {
  private final Room room =
      new Room(
          new LedgerInMemory(),
          new IpamSettings("n1", true, true, true).withDetection(new Detection(true, true)),
          new HashMap<>());

  @BeforeEach
  void open() {
    for (String number : List.of("1", "2")) {
      PoolSpec spec =
          new PoolSpec(
              "p" + number,
              Subnet.parse("10." + number + ".0.0/24"),
              List.of(AddressRange.parse("10." + number + ".0.10-10." + number + ".0.19")),
              List.of(),
              30_000,
              false,
              "{\"gateway\":\"10." + number + ".0.1\"}");
      room.ledger.submit(List.of(new PutPool(spec)), Duration.ZERO);
    }
    room.follower.readAll();
  }

  private AddResult add(PodFacts pod, String nic, List<String> masters) {
    Attachment at = new Attachment(pod.key(), pod.uid(), Room.CONTAINER, nic, "net-a");
    Optional<List<Address>> found =
        masters.isEmpty()
            ? Optional.empty()
            : Optional.of(masters.stream().map(Address::parse).toList());
    return room.add.add(new AddRequest(at, Map.of(), false, List.of(), found));
  }

  @Test
  void theBinaryIsToldWhatToAskTheLink() {
    var assigned = (AddResult.Assigned) room.addTo(room.of("a", "u", "p1"));
    assertThat(assigned.detection()).isEqualTo(new Detection(true, true));
    PodFacts moving =
        room.bare(
            "m",
            "v",
            Map.of(PodPools.IPPOOL, "{\"ipv4\":[\"p1\"]}", "kubevirt.io/migrationJobName", "job"));
    assertThat(((AddResult.Assigned) room.addTo(moving)).detection())
        .isEqualTo(new Detection(false, true));
  }

  @Test
  void c00018_own_anAddressInConflictIsNotOfferedToTheSamePodAgain() {
    PodFacts pod = room.of("a", "u", "p1");
    assertThat(Room.cidrs(room.addTo(pod))).containsExactly("10.1.0.10/24");
    assertThat(room.release.withdraw(room.attachment(pod, Room.CONTAINER), "ip conflict")).isTrue();
    assertThat(room.leased("p1")).isZero();
    assertThat(room.held).isEmpty();
    assertThat(Room.cidrs(room.addTo(pod))).containsExactly("10.1.0.11/24");
  }

  @Test
  void c00019_aStatefulSetsPodKeepsItsAddressAndWaits() {
    PodFacts pod =
        room.pod("web-0", "u", Room.STATEFUL_SET, Map.of(PodPools.IPPOOL, "{\"ipv4\":[\"p1\"]}"));
    List<String> before = Room.cidrs(room.addTo(pod));
    assertThat(room.release.withdraw(room.attachment(pod, Room.CONTAINER), "ip conflict"))
        .isFalse();
    assertThat(Room.cidrs(room.addTo(pod))).isEqualTo(before);
  }

  @Test
  void aLateWordOfAnOlderSandboxTakesNothing() {
    PodFacts pod = room.of("a", "u", "p1");
    List<String> before = Room.cidrs(room.addTo(pod));
    assertThat(room.release.withdraw(room.attachment(pod, "an-older-sandbox"), "ip conflict"))
        .isFalse();
    assertThat(Room.cidrs(room.addTo(pod))).isEqualTo(before);
  }

  @Test
  void matchMasterSubnetTakesThePoolAroundTheDevicesAddress() {
    PodFacts pod = room.of("a", "u", "p1", "p2");
    assertThat(Room.cidrs(add(pod, "net1", List.of("10.2.0.7", "fd00::1"))))
        .containsExactly("10.2.0.10/24");
    Refusal refusal = Room.refusal(add(room.of("b", "v", "p1"), "net1", List.of("10.9.0.7")));
    assertThat(refusal.message())
        .contains("the device below net1 has no address of 10.1.0.0/24: it has [10.9.0.7]");
  }

  @Test
  void matchMasterSubnetIsNotAskedOfPoolsForTheNetworkOrTheApplication() {
    room.pool("lan", "10.3.0.0/24", "10.3.0.10-10.3.0.19", "{\"multusName\":[\"default/lan\"]}");
    PodFacts pod =
        room.bare(
            "c",
            "w",
            Map.of(
                PodPools.IPPOOL, "{\"ipv4\":[\"lan\"]}", MultusNetworks.NETWORKS, "default/lan"));
    assertThat(Room.cidrs(add(pod, "net1", List.of("10.9.0.7")))).containsExactly("10.3.0.10/24");
  }

  private List<String> routes(PodFacts pod, String nic) {
    return ((AddResult.Assigned) room.addNic(pod, nic))
        .routes().stream().map(Route::toString).toList();
  }

  private PodFacts leaving(String name, String nic) {
    String every =
        "[{\"interface\":\"eth0\",\"ipv4\":[\"p1\"]},{\"interface\":\"net1\",\"ipv4\":[\"p2\"]}]";
    return room.pod(
        name,
        "uid-" + name,
        new Owner("", "Pod", name),
        Map.of(PodPools.IPPOOLS, every, DefaultRoute.NIC, nic));
  }

  @Test
  void a00012_thePodLeavesByTheNicThatItNames() {
    PodFacts pod = leaving("a", "net1");
    assertThat(routes(pod, "eth0")).isEmpty();
    assertThat(routes(pod, "net1")).singleElement().asString().contains("0.0.0.0/0", "10.2.0.1");
    PodFacts other = leaving("b", "eth0");
    assertThat(routes(other, "net1")).isEmpty();
    assertThat(routes(other, "eth0")).hasSize(1);
  }

  @Test
  void c00014_aNicThatThePodDoesNotHaveIsNamed() {
    Refusal refusal = Room.refusal(room.addTo(leaving("a", "net9")));
    assertThat(refusal.code()).isEqualTo(Refusal.INVALID_CONFIG);
    assertThat(refusal.message())
        .isEqualTo(
            "wrong input: annotation ipam.spidernet.io/default-route-nic = net9: the pod has no"
                + " such interface");
    assertThat(Arrays.asList(room.leased("p1"), room.leased("p2"))).containsOnly(0L);
  }
}
