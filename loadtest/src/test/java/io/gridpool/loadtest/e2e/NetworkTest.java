package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Catalogue §10.13, what a SpiderMultusConfig says, looked at in pods. */
@RealNodes
class NetworkTest {
  private static final int POOL_SIZE = 10;
  private static final ResourceDefinitionContext DEFINITIONS =
      new ResourceDefinitionContext.Builder()
          .withGroup("k8s.cni.cncf.io")
          .withVersion("v1")
          .withKind("NetworkAttachmentDefinition")
          .withPlural("network-attachment-definitions")
          .withNamespaced(true)
          .build();

  @Test
  void M00007_aDefinitionThatIsDeletedComesBackAndServesPods(Scene scene) {
    String network = new Networks(scene).coordinated("under", pool(scene));
    String uid = definition(scene).getMetadata().getUid();
    scene
        .client()
        .genericKubernetesResources(DEFINITIONS)
        .inNamespace(scene.namespace())
        .withName("under")
        .delete();
    Eventually.passes(
        "another definition",
        Eventually.MIRROR,
        () -> assertThat(definition(scene).getMetadata().getUid()).isNotEqualTo(uid));
    Packets pod = start(scene, network);
    pod.answerBy("veth0", pod.node(), pod.address("eth0"));
  }

  private static GenericKubernetesResource definition(Scene scene) {
    GenericKubernetesResource found =
        scene
            .client()
            .genericKubernetesResources(DEFINITIONS)
            .inNamespace(scene.namespace())
            .withName("under")
            .get();
    assertThat(found).isNotNull();
    return found;
  }

  @Test
  void M00017_aNicWithoutIpamHasNoAddress(Scene scene) {
    Networks networks = new Networks(scene);
    Map<String, String> annotations = new HashMap<>();
    annotations.put(Annotations.DEFAULT_NETWORK, networks.coordinated("under", pool(scene)));
    annotations.put(
        Annotations.NETWORKS,
        networks.network("bare", "macvlan: {master: [eth0]}\ndisableIPAM: true"));
    Packets pod = Packets.of(scene, "n1", "app", annotations);
    assertThat(pod.run("ip", "-4", "addr", "show", "net1")).doesNotContain("inet ");
    pod.leaveBy("veth0", pod.nodeAddress());
  }

  @Test
  void M00021_aChainedPluginTakesEffect(Scene scene) {
    String tuning = "{\"type\": \"tuning\", \"sysctl\": {\"net.core.somaxconn\": \"777\"}}";
    String network =
        new Networks(scene)
            .network(
                "under",
                "macvlan: {master: [eth0], ippools: {ipv4: [%s]}}\nchainCNIJsonData: ['%s']"
                    .formatted(pool(scene), tuning));
    Packets pod = start(scene, network);
    assertThat(pod.run("cat", "/proc/sys/net/core/somaxconn").strip()).isEqualTo("777");
    pod.leaveBy("veth0", pod.nodeAddress());
  }

  @Test
  void M00033_mtuOfMacvlan(Scene scene) {
    String network =
        new Networks(scene)
            .network(
                "under",
                "macvlan: {master: [eth0], mtu: 1400, ippools: {ipv4: [%s]}}"
                    .formatted(pool(scene)));
    Packets pod = start(scene, network);
    assertThat(pod.run("cat", "/sys/class/net/eth0/mtu").strip()).isEqualTo("1400");
    pod.leaveBy("eth0", Net.V4.gateway);
  }

  @Test
  void M00036_compactJsonNamesTheNetworks(Scene scene) {
    jsonNames(scene, "[{\"name\":\"second\",\"namespace\":\"%s\"}]");
  }

  @Test
  void M00037_prettyJsonNamesTheNetworks(Scene scene) {
    jsonNames(
        scene,
        """
        [
          {
            "name": "second",
            "namespace": "%s"
          }
        ]
        """);
  }

  private static void jsonNames(Scene scene, String annotation) {
    Networks networks = new Networks(scene);
    String pool = scene.pool("second", block(Net.V4_SECOND, POOL_SIZE));
    networks.coordinated("second", pool);
    Map<String, String> annotations = new HashMap<>();
    annotations.put(Annotations.DEFAULT_NETWORK, networks.coordinated("under", pool(scene)));
    annotations.put(Annotations.NETWORKS, annotation.formatted(scene.namespace()));
    Packets pod = Packets.of(scene, "n1", "app", annotations);
    pod.leaveBy("net1", Net.V4_SECOND.gateway);
    pod.answerFarBy("net1", pod.address("net1"));
    new Ledgered(scene).exactly(scene.pods().running("app", 1), scene.poolName("v4"), pool);
  }

  private static String pool(Scene scene) {
    return scene.pool("v4", block(Net.V4, POOL_SIZE));
  }

  private static Packets start(Scene scene, String network) {
    return Packets.of(scene, "n1", "app", Map.of(Annotations.DEFAULT_NETWORK, network));
  }
}
