package io.gridpool.agent.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.crd.CrdNames;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Row H00001, and what the peer's pod webhook does wrong. */
@Tag("real-api")
class PodInjectionRealTest extends NetworkAcceptance {
  private static final String NETWORKS = "k8s.v1.cni.cncf.io/networks";
  private static final String SPACE_OF_GROUP = "grouped";

  @Override
  boolean webhook() {
    return true;
  }

  @BeforeEach
  void askAboutPods() throws IOException {
    stage.configurePods();
    group("nad1", "ens1", "r1");
    group("nad2", "ens0", "r2");
    KubeFixture.await("asked", PodInjectionRealTest::isAsked);
  }

  /** The API server refuses such pods while it asks a door that it does not trust yet. */
  private static boolean isAsked() {
    try {
      return !dryRun(asking("g", Map.of())).isEmpty();
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private static void group(String name, String master, String resource) {
    client()
        .resource(
            network(
                name,
                "cniType: macvlan, macvlan: {master: ["
                    + master
                    + "], rdmaResourceName: x/"
                    + resource
                    + ", ippools: {ipv4: [p]}}",
                CrdNames.INJECT_RDMA,
                "g"))
        .create();
  }

  @Test
  void h00001APodGetsTheNetworksAndDevicesOfItsGroup() {
    Pod pod = created(asking("g", Map.of()));
    assertThat(pod.getMetadata().getAnnotations())
        .as("ordered by master")
        .containsEntry(NETWORKS, "default/nad2,default/nad1");
    assertThat(pod.getSpec().getContainers().getFirst().getResources().getLimits())
        .containsEntry("x/r1", new Quantity("1"))
        .containsEntry("x/r2", new Quantity("1"));
  }

  /** The peer overwrites it (reference §7.8). */
  @Test
  void own_whatTheUserWroteStaysAndComesFirst() {
    assertThat(dryRun(asking("g", Map.of(NETWORKS, "default/mine@eth7, default/nad1"))))
        .isEqualTo("default/mine@eth7, default/nad1,default/nad2");
    assertThat(dryRun(asking("g", Map.of(NETWORKS, "[{\"name\": \"mine\", \"mac\": \"x\"}]"))))
        .isEqualTo(
            "[{\"name\":\"mine\",\"mac\":\"x\"},{\"name\":\"nad2\",\"namespace\":\"default\"},"
                + "{\"name\":\"nad1\",\"namespace\":\"default\"}]");
    assertThatThrownBy(() -> dryRun(asking("g", Map.of(NETWORKS, "[{"))))
        .hasMessageContaining(NETWORKS);
  }

  @Test
  void aDeviceThatAContainerHasIsNotAddedAndOtherLimitsStay() {
    Pod pod = asking("g", Map.of());
    pod.getSpec()
        .getContainers()
        .add(
            new ContainerBuilder()
                .withName("second")
                .withImage("busybox")
                .withNewResources()
                .addToLimits("x/r1", new Quantity("2"))
                .endResources()
                .build());
    pod.getSpec()
        .getContainers()
        .getFirst()
        .setResources(
            new io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder()
                .addToLimits("memory", new Quantity("1Gi"))
                .build());
    assertThat(created(pod).getSpec().getContainers().getFirst().getResources().getLimits())
        .containsOnlyKeys("memory", "x/r2");
  }

  @Test
  void aGroupThatNobodyIsInIsRefused() {
    assertThatThrownBy(() -> dryRun(asking("nobody", Map.of())))
        .hasMessageContaining("no SpiderMultusConfig")
        .hasMessageContaining("nobody");
  }

  @Test
  void podsOfExcludedNamespacesAndOfTheNodesNetworkAreLeftAlone() {
    Pod excluded = asking("g", Map.of());
    excluded.getMetadata().setNamespace("kube-system");
    assertThat(dryRun(excluded)).isEmpty();
    Pod hosts = asking("g", Map.of());
    hosts.getSpec().setHostNetwork(true);
    assertThat(dryRun(hosts)).isEmpty();
    assertThat(dryRun(KubeFixture.pod(SPACE, "plain", "n1"))).isEmpty();
  }

  @Test
  void aNamespaceAsksForItsPodsAndThePodsOwnWordWins() {
    var space =
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(SPACE_OF_GROUP)
            .addToAnnotations(CrdNames.INJECT_RDMA, "g")
            .endMetadata()
            .build();
    client().resource(space).forceConflicts().serverSideApply();
    KubeFixture.await(
        "its service account",
        () ->
            client().serviceAccounts().inNamespace(SPACE_OF_GROUP).withName("default").get()
                != null);
    assertThat(dryRun(KubeFixture.pod(SPACE_OF_GROUP, "plain", "n1")))
        .isEqualTo("default/nad2,default/nad1");
    Pod own = asking("nobody", Map.of());
    own.getMetadata().setNamespace(SPACE_OF_GROUP);
    assertThatThrownBy(() -> dryRun(own)).hasMessageContaining("nobody");
  }

  private static Pod asking(String group, Map<String, String> others) {
    Pod pod = KubeFixture.pod(SPACE, "asking", "n1");
    Map<String, String> annotations = new HashMap<>(others);
    annotations.put(CrdNames.INJECT_RDMA, group);
    pod.getMetadata().setAnnotations(annotations);
    return pod;
  }

  private static Pod created(Pod pod) {
    return client().resource(pod).dryRun().create();
  }

  /** The networks that a pod would have; empty: none. */
  private static String dryRun(Pod pod) {
    Map<String, String> annotations = created(pod).getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(NETWORKS, "");
  }
}
