package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpool.loadtest.e2e.Addresses.Block;
import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Catalogue §10.11, pods with one NIC of a macvlan network with the coordinator. */
@RealNodes
class CoordinatorTest {
  private static final int POOL_SIZE = 10;

  @Test
  @Quick
  void C00001_underlayPodsNodesAndServicesReachEachOther(Scene scene) {
    String four = scene.pool("v4", block(Net.V4, POOL_SIZE));
    String six = scene.pool("v6", block(Net.V6, POOL_SIZE));
    Map<String, String> annotations =
        Map.of(
            Annotations.DEFAULT_NETWORK,
            new Networks(scene)
                .network(
                    "under",
                    "macvlan: {master: [eth0], ippools: {ipv4: [%s], ipv6: [%s]}}"
                        .formatted(four, six)));
    Packets one = Packets.of(scene, "n1", "one", annotations);
    Packets two = Packets.of(scene, "n2", "two", annotations);
    two.serve();
    one.leaveBy("eth0", two.address("eth0"));
    one.leaveBy("eth0", two.address6());
    assertThat(one.seenBy(two.address("eth0"))).contains(one.address("eth0"));
    assertThat(one.seenBy(two.address6())).contains(one.address6());
    // A macvlan NIC and its own node reach each other through the coordinator's pair only.
    one.leaveBy("veth0", one.nodeAddress());
    one.answerBy("veth0", one.node(), one.address("eth0"));
    one.answerBy("eth0", two.node(), one.address("eth0"));
    assertThat(two.node().seenBy(two.address("eth0"))).contains(two.nodeAddress());
    String service = NodeService.address();
    try (NodeService _ = new NodeService(one.node(), service, two.address("eth0"))) {
      assertThat(one.seenBy(service)).contains(one.nodeAddress());
    }
  }

  @Test
  void C00008_C00022_macPrefixIsAppliedAndTheNeighboursLearnIt(Scene scene) {
    Packets pod = alone(scene, block(Net.V4, POOL_SIZE), "podMACPrefix: \"0a:1b\"");
    String mac = pod.run("cat", "/sys/class/net/eth0/address").strip();
    assertThat(mac).startsWith("0a:1b:");
    Router.station().reaches(pod.address("eth0"));
    assertThat(Router.station().run("ip", "neigh", "show", pod.address("eth0"))).contains(mac);
    assertThatThrownBy(
            () -> new Networks(scene).coordinated("multicast", "none", "podMACPrefix: \"01:10\""))
        .hasMessageContaining("podMACPrefix");
  }

  @Test
  void C00010_whatAnEarlierPodLeftOnTheNodeGoes(Scene scene) {
    Block block = block(Net.V4, 1);
    String address = block.at(1);
    Station node = Station.node("n1");
    node.run("ip", "route", "add", address + "/32", "dev", "lo", "table", "500", "metric", "77");
    node.run("ip", "rule", "add", "to", address + "/32", "lookup", "500", "priority", "1000");
    node.run(
        "ip",
        "neigh",
        "add",
        address,
        "lladdr",
        "02:00:00:00:00:01",
        "dev",
        "eth0",
        "nud",
        "permanent");
    Packets pod = alone(scene, block);
    assertThat(pod.address("eth0")).isEqualTo(address);
    assertThat(node.run("ip", "route", "show", "table", "500", address))
        .contains("dev veth")
        .doesNotContain("dev lo");
    assertThat(node.run("ip", "rule")).doesNotContain(address);
    assertThat(node.run("ip", "neigh", "show", address)).doesNotContain("dev eth0");
    pod.answerBy("veth0", node, address);
  }

  @Test
  void C00013_aFarClientOfALocalServiceIsSeenAndAnsweredThroughTheNode(Scene scene) {
    Packets pod = alone(scene, block(Net.V4, POOL_SIZE));
    pod.serve();
    Router.knownTo(pod.node());
    try (NodeService _ = new NodeService(pod.node(), pod.nodeAddress(), pod.address("eth0"))) {
      String url = "http://" + pod.nodeAddress() + ":" + Station.PORT + Station.WHO;
      String seen =
          Router.station().run("curl", "-sS", "-m", "5", "--interface", Router.FAR, url).strip();
      assertThat(seen).contains(Router.FAR);
    }
  }

  @Test
  void C00016_routesToPodsAreInTheTableThatWasAskedFor(Scene scene) {
    Packets pod = alone(scene, block(Net.V4, POOL_SIZE), "hostRuleTable: 816");
    String address = pod.address("eth0");
    assertThat(pod.node().run("ip", "route", "show", "table", "816", address)).contains("veth");
    assertThat(pod.node().run("ip", "route", "show", "table", "500", address)).isBlank();
    pod.answerBy("veth0", pod.node(), address);
  }

  @Test
  void C00023_vethMtu(Scene scene) {
    Packets pod = alone(scene, block(Net.V4, POOL_SIZE), "vethMTU: 1400");
    assertThat(pod.run("cat", "/sys/class/net/veth0/mtu").strip()).isEqualTo("1400");
    String address = pod.address("eth0");
    // 28 bytes of headers; more than the rest may not go in one piece.
    pod.node().run("ping", "-c", "1", "-W", "2", "-M", "do", "-s", "1372", address);
    assertThatThrownBy(
            () -> pod.node().run("ping", "-c", "1", "-W", "2", "-M", "do", "-s", "1373", address))
        .hasMessageContaining("too long");
    assertThatThrownBy(() -> new Networks(scene).coordinated("none", "none", "vethMTU: 0"))
        .hasMessageContaining("vethMTU");
  }

  @Test
  void C00023_policyRoutesOfASingleNicAreInTheMainTable(Scene scene) {
    Packets pod =
        alone(
            scene,
            block(Net.V4, POOL_SIZE),
            "policyRoutes: [{dst: 203.0.113.0/24, gw: %s}]".formatted(Router.GATEWAY));
    assertThat(pod.run("ip", "route")).contains("203.0.113.0/24 via " + Router.GATEWAY);
    pod.leaveBy("eth0", Router.FARTHER);
  }

  @Test
  void M00026_vethLinkAddress(Scene scene) {
    Packets pod = alone(scene, block(Net.V4, POOL_SIZE), "vethLinkAddress: 169.254.200.1");
    assertThat(pod.run("ip", "addr", "show", "veth0")).contains("169.254.200.1/32");
    pod.leaveBy("veth0", pod.nodeAddress());
  }

  private static Packets alone(Scene scene, Block block, String... coordinator) {
    String pool = scene.pool("v4", block);
    String network = new Networks(scene).coordinated("under", pool, coordinator);
    return Packets.of(scene, "n1", "app", Map.of(Annotations.DEFAULT_NETWORK, network));
  }
}
