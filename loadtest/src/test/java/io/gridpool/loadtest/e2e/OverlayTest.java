package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Catalogue §10.11, pods whose first NIC is in an overlay and the others are macvlan. */
@RealNodes
class OverlayTest {
  private static final int POOL_SIZE = 10;

  @Test
  void C00002_overlayPodsNodesAndServicesReachEachOther(Scene scene) {
    Map<String, String> annotations = networks(scene, 1);
    Packets one = Packets.of(scene, "n1", "one", annotations);
    Packets two = Packets.of(scene, "n2", "two", annotations);
    two.serve();
    assertThat(one.nics()).doesNotContain("veth0");
    one.leaveBy("eth0", two.address("eth0"));
    one.leaveBy("net1", two.address("net1"));
    one.leaveBy("eth0", one.nodeAddress());
    // The node reaches the macvlan NIC through the overlay's bridge: its own way to it does not
    // exist.
    one.answerBy("eth0", one.node(), one.address("net1"));
    assertThat(one.seenBy(two.address("net1"))).contains(one.address("net1"));
    assertThat(one.seenBy(two.address("eth0"))).contains(one.address("eth0"));
    String service = NodeService.address();
    try (NodeService _ = new NodeService(one.node(), service, two.address("eth0"))) {
      assertThat(one.seenBy(service)).contains(one.nodeAddress());
    }
  }

  @Test
  void C00004_overlayWithTwoMoreNics(Scene scene) {
    Packets pod = Packets.of(scene, "n1", "app", networks(scene, 2));
    pod.answerFarBy("net1", pod.address("net1"));
    pod.answerFarBy("net2", pod.address("net2"));
    pod.answerBy("eth0", pod.node(), pod.address("net2"));
    pod.leaveBy("eth0", pod.nodeAddress());
  }

  @Test
  void C00005_defaultRouteOnNet1(Scene scene) {
    Map<String, String> annotations = networks(scene, 1);
    annotations.put(Annotations.DEFAULT_ROUTE_NIC, "net1");
    Packets pod = Packets.of(scene, "n1", "app", annotations);
    pod.leaveBy("net1", Router.FAR);
    pod.leaveBy("eth0", pod.nodeAddress());
    pod.answerBy("eth0", pod.node(), pod.address("eth0"));
    pod.answerBy("eth0", pod.node(), pod.address("net1"));
  }

  private static Map<String, String> networks(Scene scene, int more) {
    Map<String, String> annotations = new HashMap<>();
    annotations.put(Annotations.DEFAULT_NETWORK, Overlay.network(scene));
    Networks networks = new Networks(scene);
    String first = scene.pool("v4-1", block(Net.V4_SECOND, POOL_SIZE));
    List<String> names = new java.util.ArrayList<>(List.of(networks.coordinated("net1", first)));
    if (more > 1) {
      String second = scene.pool("v4-2", block(Net.V4_THIRD, POOL_SIZE));
      names.add(networks.coordinated("net2", second));
    }
    annotations.put(Annotations.NETWORKS, String.join(",", names));
    return annotations;
  }
}
