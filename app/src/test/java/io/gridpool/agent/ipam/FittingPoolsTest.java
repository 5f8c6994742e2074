package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of the named pools may serve a pod. */
class FittingPoolsTest {
  private static final String EVERY =
      "[{\"interface\":\"eth0\",\"ipv4\":[\"own\"]},{\"interface\":\"net1\",\"ipv4\":[\"lan\"]}]";
  private final Room room =
      new Room(
          new LedgerInMemory(),
          new IpamSettings(
              "n1",
              true,
              true,
              true,
              true,
              "kube-system/plain",
              "kube-system",
              IpamSettings.Subnets.DEFAULT,
              AddResult.Detection.NONE),
          new HashMap<>());

  @BeforeEach
  void open() {
    room.pool("own", "10.1.0.0/24", "10.1.0.10-10.1.0.19", "{}");
    room.pool("lan", "10.2.0.0/24", "10.2.0.10-10.2.0.19", "{\"multusName\":[\"default/lan\"]}");
    room.pool("flat", "10.3.0.0/24", "10.3.0.10-10.3.0.19", "{\"multusName\":[\"plain\"]}");
  }

  private AddResult add(String nic, Map<String, String> annotations) {
    return room.addNic(room.bare("p", "u", annotations), nic);
  }

  @Test
  void everyFilteredPoolIsTold() {
    room.pool("node", "10.4.0.0/24", "10.4.0.1-10.4.0.2", "{\"nodeName\":[\"n9\"]}");
    room.pool(
        "zone",
        "10.5.0.0/24",
        "10.5.0.1",
        "{\"nodeAffinity\":{\"matchLabels\":{\"zone\":\"z9\"}}}");
    room.pool("ns", "10.6.0.0/24", "10.6.0.1", "{\"namespaceName\":[\"other\"]}");
    room.pool(
        "app", "10.7.0.0/24", "10.7.0.1", "{\"podAffinity\":{\"matchLabels\":{\"app\":\"db\"}}}");
    Refusal refusal =
        Room.refusal(room.addTo(room.of("p", "u", "node", "zone", "ns", "app", "lan", "six")));
    assertThat(refusal.message()).contains("IPPool six does not exist");
    room.pool("six", "fd00::/64", "fd00::1-fd00::4", "{}");
    refusal =
        Room.refusal(room.addTo(room.of("p", "u", "node", "zone", "ns", "app", "lan", "six")));
    assertThat(refusal.code()).isEqualTo(Refusal.NO_POOL);
    assertThat(refusal.message())
        .isEqualTo(
            "no IPPool available, all IPv4 IPPools [node, zone, ns, app, lan, six] of eth0 filtered out: "
                + "node: it is not for node n1 (0 of 2 addresses in use); "
                + "zone: it is not for node n1 (0 of 1 addresses in use); "
                + "ns: it is not for namespace default (0 of 1 addresses in use); "
                + "app: its podAffinity does not match the pod's labels (0 of 1 addresses in use); "
                + "lan: its multusName [default/lan] does not hold kube-system/plain, the network of eth0 (0 of 10 addresses in use); "
                + "six: it is of the other IP family (0 of 4 addresses in use)");
  }

  @Test
  void aFilteredPoolIsAlsoToldWhenTheOthersAreUsedOut() {
    room.pool("tiny", "10.8.0.0/24", "10.8.0.1", "{}");
    room.addTo(room.of("a", "a", "tiny"));
    Refusal refusal = Room.refusal(room.addTo(room.of("b", "b", "tiny", "lan")));
    assertThat(refusal.code()).isEqualTo(Refusal.EXHAUSTED);
    assertThat(refusal.message())
        .startsWith(
            "all IP addresses used out: eth0 wants IPv4 from tiny (1 of 1 addresses in use); eth0 may not use lan: ");
  }

  @Test
  void d00009_theNetworkOfANicIsReadInEveryFormOfMultus() {
    for (String networks :
        List.of(
            "lan",
            "default/lan",
            "lan@net1",
            " [{\"name\":\"lan\"}]",
            "[\n {\"name\": \"lan\",\n \"namespace\": \"default\"}\n]")) {
      AddResult result =
          add("net1", Map.of(PodPools.IPPOOLS, EVERY, MultusNetworks.NETWORKS, networks));
      assertThat(Room.cidrs(result)).as(networks).first().asString().startsWith("10.2.");
    }
  }

  @Test
  void d00010_aPoolOfAnotherNetworkSaysWhich() {
    Refusal refusal =
        Room.refusal(
            add("eth0", Map.of(PodPools.IPPOOLS, EVERY, MultusNetworks.NETWORKS, "default/wan")));
    assertThat(refusal.message())
        .contains("its multusName [default/lan] does not hold default/wan, the network of net1");
  }

  @Test
  void theDefaultNetworkIsOfTheAnnotationElseOfTheCluster() {
    assertThat(Room.cidrs(room.addTo(room.of("p", "u", "flat")))).hasSize(1);
    PodFacts other =
        room.bare(
            "q",
            "v",
            Map.of(
                PodPools.IPPOOL,
                "{\"ipv4\":[\"flat\"]}",
                MultusNetworks.DEFAULT_NETWORK,
                "kube-system/fast"));
    assertThat(Room.refusal(room.addTo(other)).message())
        .contains("kube-system/fast, the network of eth0");
  }

  @Test
  void bug5553_aPoolWithoutMultusNameNeedsNoNetworkToBeKnown() {
    Room plain = new Room(new LedgerInMemory(), "n1");
    plain.pool("own", "10.1.0.0/24", "10.1.0.10-10.1.0.19", "{}");
    PodFacts pod =
        plain.bare(
            "p",
            "u",
            Map.of(PodPools.IPPOOL, "{\"ipv4\":[\"own\"]}", MultusNetworks.NETWORKS, "[broken"));
    assertThat(Room.cidrs(plain.addNic(pod, "net7"))).hasSize(1);
  }

  @Test
  void d00005_aDisabledPoolGivesNothingNewAndItsStatefulPodKeepsWhatItHas() {
    var own = new Room.PoolPlace("own", "10.1.0.0/24", "10.1.0.10-10.1.0.19");
    Map<String, String> pools = Map.of(PodPools.IPPOOL, "{\"ipv4\":[\"own\"]}");
    PodFacts old = room.pod("web-0", "u1", Room.STATEFUL_SET, pools);
    List<String> before = Room.cidrs(room.addTo(old));
    room.leave(old);
    room.put(own, "{}", true);
    assertThat(Room.cidrs(room.addTo(room.pod("web-0", "u2", Room.STATEFUL_SET, pools))))
        .isEqualTo(before);
    Refusal refusal = Room.refusal(room.addTo(room.of("new", "u3", "own")));
    assertThat(refusal.message())
        .isEqualTo(
            "no IPPool available: eth0 wants IPv4 from own (disabled, 1 of 10 addresses in use)");
  }

  @Test
  void aStatefulPodLeavesAPoolThatDoesNotServeItsNewNode() {
    room.pool("here", "10.4.0.0/24", "10.4.0.1-10.4.0.9", "{\"nodeName\":[\"n1\"]}");
    Map<String, String> pools = Map.of(PodPools.IPPOOL, "{\"ipv4\":[\"here\",\"own\"]}");
    PodFacts old = room.pod("web-0", "u1", Room.STATEFUL_SET, pools);
    assertThat(Room.cidrs(room.addTo(old))).first().asString().startsWith("10.4.");
    room.leave(old);
    Room there = new Room(room.ledger, "n2");
    assertThat(Room.cidrs(there.addTo(there.pod("web-0", "u2", Room.STATEFUL_SET, pools))))
        .first()
        .asString()
        .startsWith("10.1.");
  }

  @Test
  void d00013_d00016_aListOfNamesBeatsItsSelector() {
    room.pool(
        "both",
        "10.9.0.0/24",
        "10.9.0.1-10.9.0.9",
        "{\"nodeName\":[\"n1\"],\"nodeAffinity\":{\"matchLabels\":{\"zone\":\"z9\"}},"
            + "\"namespaceName\":[\"default\"],\"namespaceAffinity\":{\"matchLabels\":{\"x\":\"y\"}}}");
    assertThat(Room.cidrs(room.addTo(room.of("p", "u", "both")))).hasSize(1);
  }
}
