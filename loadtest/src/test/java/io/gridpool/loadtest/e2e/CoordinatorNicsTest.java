package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Catalogue §10.11, pods with several NICs of macvlan networks with the coordinator. */
@RealNodes
class CoordinatorNicsTest {
  private static final int POOL_SIZE = 10;

  /** Networks of the pods' second and third NIC, with routers of their own. */
  private static final List<Net> OTHERS = List.of(Net.V4_SECOND, Net.V4_THIRD);

  @Test
  void C00003_eachNicAnswersByItself(Scene scene) {
    Packets pod = Packets.of(scene, "n1", "app", networks(scene, 2, "", ""));
    pod.answerFarBy("eth0", pod.address("eth0"));
    pod.answerFarBy("net1", pod.address("net1"));
    pod.answerBy("veth0", pod.node(), pod.address("eth0"));
    pod.answerBy("veth0", pod.node(), pod.address("net1"));
    pod.leaveBy("net1", pod.address("net1"), Router.FAR);
    Packets other = Packets.of(scene, "n2", "other", networks(scene, 2, "other", ""));
    pod.leaveBy("eth0", other.address("eth0"));
    pod.leaveBy("net1", other.address("net1"));
  }

  @Test
  void C00006_defaultRouteOnNet1ByTheNetwork(Scene scene) {
    Packets pod =
        Packets.of(scene, "n1", "app", networks(scene, 2, "", "podDefaultRouteNIC: net1"));
    leavesByNet1(pod);
  }

  @Test
  void C00020_defaultRouteOnNet1ByThePod(Scene scene) {
    Map<String, String> annotations = networks(scene, 2, "", "");
    annotations.put(Annotations.DEFAULT_ROUTE_NIC, "net1");
    leavesByNet1(Packets.of(scene, "n1", "app", annotations));
  }

  private static void leavesByNet1(Packets pod) {
    assertThat(pod.routeTo(Router.FAR)).contains("dev net1");
    pod.leaveBy("net1", Router.FAR);
    pod.answerFarBy("eth0", pod.address("eth0"));
    pod.answerFarBy("net1", pod.address("net1"));
    pod.leaveBy("veth0", pod.nodeAddress());
    pod.answerBy("veth0", pod.node(), pod.address("eth0"));
  }

  @Test
  void C00011_defaultRouteStaysOnEth0(Scene scene) {
    Packets pod = Packets.of(scene, "n2", "app", networks(scene, 2, "", ""));
    pod.leaveBy("eth0", Router.FAR);
  }

  @Test
  void C00012_nodesAndServicesSeeTheAddressOfEth0(Scene scene) {
    Packets pod = Packets.of(scene, "n3", "app", networks(scene, 2, "", ""));
    String service = NodeService.address();
    try (Station.Server _ = pod.node().serve(pod.nodeAddress());
        NodeService _ = new NodeService(pod.node(), service, pod.nodeAddress())) {
      Eventually.passes(
          "an answer of the node's server",
          Eventually.MIRROR,
          () -> assertThat(pod.seenBy(pod.nodeAddress())).contains(pod.address("eth0")));
      assertThat(pod.seenBy(service)).contains(pod.address("eth0"));
    }
    assertThat(pod.routeTo(service)).contains("dev veth0").contains(pod.address("eth0"));
  }

  @Test
  void C00014_aNicThatThePodDoesNotHaveHoldsItUp(Scene scene) {
    Map<String, String> annotations = networks(scene, 2, "", "");
    annotations.put(Annotations.DEFAULT_ROUTE_NIC, "net7");
    scene.pods().create(Workloads.podOn("n1", "app", annotations));
    scene.pods().refused("app", "default-route-nic = net7: the pod has no such interface");
  }

  @Test
  void C00014_aNicThatNoPodOfTheNetworkHasHoldsItUp(Scene scene) {
    Map<String, String> annotations = networks(scene, 2, "", "podDefaultRouteNIC: net7");
    scene.pods().create(Workloads.podOn("n1", "app", annotations));
    scene.pods().held("app", "net7, which the pod does not have");
  }

  @Test
  void C00015_nicsMayHaveAnyName(Scene scene) {
    Map<String, String> annotations = networks(scene, 2, "", "");
    annotations.computeIfPresent(Annotations.NETWORKS, (_, network) -> network + "@dmz7");
    Packets pod = Packets.of(scene, "n1", "app", annotations);
    pod.answerFarBy("dmz7", pod.address("dmz7"));
    pod.leaveBy("eth0", Router.FAR);
  }

  @Test
  void C00017_untunedRoutesStay(Scene scene) {
    Packets pod = Packets.of(scene, "n1", "app", networks(scene, 2, "", "tunePodRoutes: false"));
    assertThat(pod.rules()).doesNotContain(pod.address("net1")).doesNotContain("lookup 100");
    assertThat(pod.run("ip", "route"))
        .contains("default via " + Router.GATEWAY + " dev eth0")
        .contains("default via " + Net.V4_SECOND.gateway + " dev net1");
    pod.leaveBy("net1", Net.V4_SECOND.gateway);
    pod.leaveBy("eth0", Router.GATEWAY);
    pod.leaveBy("veth0", pod.nodeAddress());
  }

  @Test
  void C00021_threeNicsUnderAStrictFilter(Scene scene) {
    Packets pod = Packets.of(scene, "n1", "app", networks(scene, 3, "", "podRPFilter: 1"));
    assertThat(pod.run("cat", "/proc/sys/net/ipv4/conf/net2/rp_filter").strip()).isEqualTo("1");
    for (String nic : List.of("eth0", "net1", "net2")) {
      pod.answerFarBy(nic, pod.address(nic));
      pod.answerBy("veth0", pod.node(), pod.address(nic));
    }
  }

  @Test
  void C00024_policyRoutesOfTheSecondNicAreInItsTable(Scene scene) {
    String routes =
        "policyRoutes: [{dst: 203.0.113.0/24, gw: %s}]".formatted(Net.V4_SECOND.gateway);
    Packets pod = Packets.of(scene, "n1", "app", networks(scene, 2, "", routes));
    assertThat(pod.run("ip", "route", "show", "table", "100"))
        .contains("203.0.113.0/24 via " + Net.V4_SECOND.gateway);
    assertThat(pod.run("ip", "route")).doesNotContain("203.0.113.0");
    pod.leaveBy("net1", pod.address("net1"), Router.FARTHER);
  }

  /**
   * Annotations of a pod with this many NICs, the first of which has the router beside the nodes as
   * its gateway. The coordinator's lines are those of all networks.
   */
  private static Map<String, String> networks(
      Scene scene, int nics, String prefix, String coordinator) {
    String[] lines = coordinator.isEmpty() ? new String[0] : new String[] {coordinator};
    String pool = scene.pool(prefix + "v4", block(Net.V4, POOL_SIZE), "gateway: " + Router.GATEWAY);
    Map<String, String> annotations = new HashMap<>();
    // A policy route of the second NIC names its gateway, and means nothing to the first.
    String[] first = coordinator.startsWith("policyRoutes") ? new String[0] : lines;
    Networks networks = new Networks(scene);
    annotations.put(
        Annotations.DEFAULT_NETWORK, networks.coordinated(prefix + "net0", pool, first));
    StringBuilder more = new StringBuilder();
    for (int i = 1; i < nics; i++) {
      String next = scene.pool(prefix + "v4-" + i, block(OTHERS.get(i - 1), POOL_SIZE));
      more.append(more.isEmpty() ? "" : ",")
          .append(networks.coordinated(prefix + "net" + i, next, lines));
    }
    annotations.put(Annotations.NETWORKS, more.toString());
    return annotations;
  }
}
