package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gridpool.agent.kube.crd.SpiderCoordinator;
import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Catalogue §10.12, the rows that change the SpiderCoordinator of all pods; nothing else runs. */
@RealNodes
@Isolated
class ClusterCoordinatorTest {
  private static final int POOL_SIZE = 10;

  @Test
  void V00006_V00008_podsWaitWhileTheClustersNetworksAreNotKnown(Scene scene) {
    String network = network(scene, "under");
    try (Change _ = new Change("podCIDRType: calico", "podCIDRType: auto")) {
      Eventually.passes(
          "NotReady without networks",
          Eventually.MIRROR,
          () -> {
            assertThat(status().phase()).isEqualTo(SpiderCoordinator.Phase.NotReady);
            assertThat(status().overlayPodCIDR()).isNullOrEmpty();
          });
      scene
          .pods()
          .create(Workloads.podOn("n1", "app", Map.of(Annotations.DEFAULT_NETWORK, network)));
      scene.pods().held("app", "spidercoordinator: default no ready");
    }
    Packets pod = new Packets(scene, scene.pods().running("app", 1).getFirst());
    pod.leaveBy("veth0", pod.nodeAddress());
  }

  @Test
  void V00007_thePodBeatsItsNetworkAndTheNetworkTheCluster(Scene scene) {
    String plain = network(scene, "plain");
    String own = network(scene, "own", "podMACPrefix: \"0a:02\"", "podDefaultRouteNIC: eth0");
    String second = scene.pool("second", block(Net.V4_SECOND, POOL_SIZE));
    String more = new Networks(scene).coordinated("more", second, "podDefaultRouteNIC: eth0");
    try (Change _ = new Change("podMACPrefix: \"0a:01\"", "podMACPrefix: null")) {
      Packets cluster = settled(scene, plain, "0a:01");
      cluster.leaveBy("veth0", cluster.nodeAddress());
      Map<String, String> annotations = new HashMap<>();
      annotations.put(Annotations.DEFAULT_NETWORK, own);
      annotations.put(Annotations.NETWORKS, more);
      annotations.put(Annotations.DEFAULT_ROUTE_NIC, "net1");
      Packets pod = Packets.of(scene, "n1", "own", annotations);
      assertThat(mac(pod)).startsWith("0a:02");
      pod.leaveBy("net1", Router.FAR);
    }
  }

  /** Agents see a change a moment later: pods until one has it. */
  private static Packets settled(Scene scene, String network, String prefix) {
    int[] tries = {0};
    Packets[] found = new Packets[1];
    Eventually.passes(
        "a pod with " + prefix,
        Eventually.POD_START,
        () -> {
          found[0] =
              Packets.of(
                  scene, "n1", "plain-" + tries[0]++, Map.of(Annotations.DEFAULT_NETWORK, network));
          assertThat(mac(found[0])).startsWith(prefix);
        });
    return found[0];
  }

  private static String mac(Packets pod) {
    return pod.run("cat", "/sys/class/net/eth0/address");
  }

  @Test
  void V00010_podsReachTheServicesOfANewServiceCidrThroughTheirNode(Scene scene) {
    String network = network(scene, "under");
    scene.create(
        Serialization.unmarshal(
            """
            apiVersion: networking.k8s.io/v1
            kind: ServiceCIDR
            metadata: {name: %s}
            spec: {cidrs: [10.98.0.0/24]}
            """
                .formatted(scene.poolName("services")),
            GenericKubernetesResource.class));
    services(true);
    Packets pod = Packets.of(scene, "n1", "app", Map.of(Annotations.DEFAULT_NETWORK, network));
    assertThat(pod.routeTo("10.98.0.9")).contains("dev veth0");
    RealCluster.kubectl("delete", "servicecidr", scene.poolName("services"), "--timeout=30s");
    services(false);
  }

  private static void services(boolean there) {
    Eventually.passes(
        "the services' networks",
        Eventually.EVENT,
        () ->
            assertThat(Objects.requireNonNullElse(status().serviceCIDR(), List.<String>of()))
                .contains("10.96.0.0/16")
                .matches(all -> all.contains("10.98.0.0/24") == there));
  }

  private static String network(Scene scene, String name, String... coordinator) {
    String pool = scene.pool(name, block(Net.V4, POOL_SIZE));
    return new Networks(scene).coordinated(name, pool, coordinator);
  }

  private static SpiderCoordinator.Status status() {
    return Objects.requireNonNull(
            RealCluster.CLIENT.resources(SpiderCoordinator.class).withName("default").get())
        .getStatus();
  }

  /** A change of the SpiderCoordinator; closing it makes the other one and waits for Synced. */
  private record Change(String to, String back) implements AutoCloseable {
    Change {
      patch(to);
    }

    private static void patch(String line) {
      RealCluster.kubectl(
          "patch",
          "scc",
          "default",
          "--type=merge",
          "-p",
          Serialization.asJson(Serialization.unmarshal("spec: {" + line + "}", Map.class)));
    }

    @Override
    public void close() {
      patch(back);
      Eventually.passes(
          "Synced again",
          Eventually.EVENT,
          () -> assertThat(status().phase()).isEqualTo(SpiderCoordinator.Phase.Synced));
    }
  }
}
