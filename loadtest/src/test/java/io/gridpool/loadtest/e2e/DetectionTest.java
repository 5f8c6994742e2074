package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.gridpool.loadtest.e2e.Addresses.Block;
import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Catalogue §10.11, addresses and gateways asked for on the link, by a switch of all agents; the
 * router beside the nodes is who has them already.
 */
@RealNodes
@Isolated
class DetectionTest {
  private static final String CONFLICT = "ip conflict";

  @Test
  void C00007_anAddressInUseHoldsAPodUpUntilItIsFree(Scene scene) {
    try (Asking _ = new Asking(scene)) {
      inUse(scene, "v4", block(Net.V4, 1));
      inUse(scene, "v6", block(Net.V6, 1));
    }
  }

  private static void inUse(Scene scene, String family, Block block) {
    String pool = scene.pool(family, block, "gateway: null");
    try (Router.Taken _ = Router.take(block.at(1))) {
      String annotation = "{\"ip%s\": [\"%s\"]}".formatted(family, pool);
      scene.pods().create(Workloads.pod(family, Map.of(Annotations.IPPOOL, annotation)));
      scene.pods().refused(family, CONFLICT + ": " + block.at(1));
    }
    new Ledgered(scene).exactly(scene.pods().running(family, 1), pool);
  }

  @Test
  void C00009_aGatewayThatDoesNotAnswerHoldsAPodUp(Scene scene) {
    String gateway = "10.201.255.253";
    String pool = scene.pool("v4", block(Net.V4, 2), "gateway: " + gateway);
    try (Asking _ = new Asking(scene)) {
      scene.pods().create(Workloads.pod("app", Annotations.ippool(pool)));
      scene.pods().refused("app", "gateway " + gateway + " of eth0 is unreachable");
      try (Router.Taken _ = Router.take(gateway)) {
        scene.pods().running("app", 1);
      }
    }
  }

  @Test
  void C00018_aStatelessPodGetsAnotherAddress(Scene scene) {
    Block block = block(Net.V4, 3);
    String pool = scene.pool("v4", block);
    try (Asking _ = new Asking(scene);
        Router.Taken _ = Router.take(block.at(1))) {
      scene.pods().create(Workloads.deployment("app", 2, Annotations.ippool(pool)));
      assertThat(scene.pods().running("app", 2))
          .extracting(Pods::address)
          .containsExactlyInAnyOrder(block.at(2), block.at(3));
    }
  }

  @Test
  void C00019_aStatefulSetsPodWaitsForItsAddress(Scene scene) {
    Block block = block(Net.V4, 1);
    String pool = scene.pool("v4", block);
    try (Asking _ = new Asking(scene)) {
      try (Router.Taken _ = Router.take(block.at(1))) {
        scene.pods().create(Workloads.statefulSet("set", 1, Annotations.ippool(pool)));
        scene.pods().refused("set", CONFLICT);
        assertThat(new Ledgered(scene).records(pool)).containsOnlyKeys(block.at(1));
      }
      Pod pod = scene.pods().running("set", 1).getFirst();
      assertThat(Pods.address(pod)).isEqualTo(block.at(1));
    }
  }

  /** Both switches on, in the agents of all nodes; closing it leaves them as they were. */
  private record Asking(Scene scene) implements AutoCloseable {
    private static final String SWITCHES =
        """
        enableIPv4: true
        enableIPv6: true
        enableIPConflictDetection: true
        enableGatewayDetection: true
        """;
    private static final AtomicInteger TRIES = new AtomicInteger();

    Asking {
      scene.client().resource(switches()).forceConflicts().serverSideApply();
      RealCluster.NODES.forEach(node -> effective(scene, node));
    }

    private static ConfigMap switches() {
      return new ConfigMapBuilder()
          .withNewMetadata()
          .withNamespace("kube-system")
          .withName("spiderpool-conf")
          .endMetadata()
          .addToData("conf.yml", SWITCHES)
          .build();
    }

    /** Agents read the switch a moment later: pods with an address in use until one is refused. */
    private static void effective(Scene scene, String node) {
      Block block = block(Net.V4, 1);
      String pool = scene.pool("probe-" + node, block);
      try (Router.Taken _ = Router.take(block.at(1))) {
        Eventually.passes(
            "the agent of " + node + " asks the link",
            Eventually.POD_START,
            () -> {
              String name = "probe-" + TRIES.incrementAndGet();
              Pod probe =
                  scene.pods().create(Workloads.podOn(node, name, Annotations.ippool(pool)));
              boolean runs = scene.pods().runsOrRefused(name, CONFLICT);
              scene.pods().deleteNow(probe);
              scene.pods().gone(name);
              assertThat(runs).isFalse();
            });
      }
    }

    @Override
    public void close() {
      scene.client().resource(switches()).delete();
    }
  }
}
