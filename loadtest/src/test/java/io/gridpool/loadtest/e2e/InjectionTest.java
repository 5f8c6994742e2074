package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Catalogue §10.14, networks by group; alone, for the webhook is one of all pods. */
@RealNodes
@Isolated
class InjectionTest {
  private static final String GROUP = "cni.spidernet.io/network-resource-inject";
  private static final int POOL_SIZE = 10;

  @Test
  void H00001_aPodOfAGroupGetsANicOfEachOfItsNetworks(Scene scene) {
    Networks networks = new Networks(scene);
    String first = scene.pool("first", block(Net.V4, POOL_SIZE), "gateway: " + Router.GATEWAY);
    String under = networks.coordinated("under", first);
    String group = scene.poolName("group");
    grouped(scene, networks, "one", scene.pool("one", block(Net.V4_SECOND, POOL_SIZE)), group);
    grouped(scene, networks, "two", scene.pool("two", block(Net.V4_THIRD, POOL_SIZE)), group);
    RealCluster.kubectl("apply", "-f", RealCluster.file("charts/gridpool/webhook/pods"));
    try {
      Packets pod =
          Packets.of(scene, "n1", "app", Map.of(Annotations.DEFAULT_NETWORK, under, GROUP, group));
      String namespace = scene.namespace();
      assertThat(pod.pod().getMetadata().getAnnotations())
          .containsEntry(Annotations.NETWORKS, namespace + "/one," + namespace + "/two");
      pod.answerFarBy("net1", pod.address("net1"));
      pod.answerFarBy("net2", pod.address("net2"));
    } finally {
      RealCluster.kubectl("delete", "-f", RealCluster.file("charts/gridpool/webhook/pods"));
    }
  }

  private static void grouped(
      Scene scene, Networks networks, String name, String pool, String group) {
    networks.coordinated(name, pool);
    RealCluster.kubectl("-n", scene.namespace(), "annotate", "smc", name, GROUP + "=" + group);
  }
}
