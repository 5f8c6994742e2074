package io.gridpool.agent.kube;

import static io.gridpool.agent.kube.KubeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gridpool.agent.ipam.Quarantine;
import io.gridpool.agent.kube.adoption.KubeLives;
import io.gridpool.agent.kube.adoption.QuarantineSteward;
import io.gridpool.agent.kube.crd.EndpointIp;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Reservation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What is held back for a node that does not report, and when it is given free; see {@link
 * KubeRealTest}.
 */
@Tag("real-api")
class SilentNodeRealTest {
  private KubernetesClient client;

  private final KubeLedger ledger = new KubeLedger();

  private void clean() {
    client.pods().inNamespace("default").withGracePeriod(0).delete();
    client.resources(SpiderEndpoint.class).inNamespace("default").delete();
    List.of("n1", "n9").forEach(node -> client.nodes().withName(node).delete());
  }

  @AfterEach
  void disconnect() {
    clean();
    client.close();
  }

  @BeforeEach
  void aSilentNodeWithOnePodThatNobodyKnowsAnAddressOf() {
    client = RealApi.connect();
    clean();
    KubeFixture.node(client, "n1");
    KubeFixture.node(client, "n9");
    mirror(pod("mirrored", null));
    pod("shows-it", "10.6.0.9");
    pod("waiting", null);
    Pod hostNetwork = KubeFixture.pod("default", "host", "n9");
    hostNetwork.getSpec().setHostNetwork(true);
    var _ = client.resource(hostNetwork).create();
    Pod several = KubeFixture.pod("default", "several", "n1");
    several
        .getMetadata()
        .setAnnotations(Map.of("k8s.v1.cni.cncf.io/networks", "kube-system/net-b"));
    var _ = client.resource(several).create();
  }

  private KubeLives lives() {
    return new KubeLives(client, "default");
  }

  private Pod pod(String name, @org.jspecify.annotations.Nullable String address) {
    Pod pod = KubeFixture.pod("default", name, "n9");
    Pod created = client.resource(pod).create();
    if (address != null) {
      created.setStatus(new PodStatusBuilder().withPodIP(address).addNewPodIP(address).build());
      var _ = client.resource(created).updateStatus();
    }
    return created;
  }

  private void mirror(Pod pod) {
    SpiderEndpoint object = new SpiderEndpoint();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("default")
            .withName(pod.getMetadata().getName())
            .build());
    var ip =
        new EndpointIp("eth0", "10.6.0.8/24", null, "p4", null, null, null, null, null, null, null);
    var current =
        new SpiderEndpoint.Current(pod.getMetadata().getUid(), "n9", List.of(ip), "c0ffee", null);
    object.setStatus(new SpiderEndpoint.Status(current, "Pod", "mirrored", null));
    var _ = client.resource(object).create();
  }

  /** As a merge: the cluster's own controllers write taints too. */
  private void taint() {
    String taints =
        "{\"spec\": {\"taints\": [{\"effect\": \"NoExecute\", \"value\": \"x\","
            + " \"key\": \"node.kubernetes.io/out-of-service\"}]}}";
    var _ = client.nodes().withName("n9").patch(PatchContext.of(PatchType.JSON_MERGE), taints);
  }

  private void holdBack() {
    var name = Quarantine.heldBackFor("n9");
    var _ =
        ledger.submit(
            new PutReserved(
                new Reservation(name, List.of(AddressRange.parse("10.6.0.10-10.6.0.19")))));
  }

  private boolean holds() {
    return !Quarantine.heldBackNodes(ledger.pools().reservations()).isEmpty();
  }

  private QuarantineSteward steward() {
    return new QuarantineSteward(KubeFixture.room(client, ledger, KubeFixture.REAL_SETTINGS));
  }

  @Test
  void onlyPodsWhoseAddressesNobodyKnowsCountAndOnlyOfNodesThatDidNotReport() {
    assertThat(lives().silentNodes(Set.of("n1")))
        .isEqualTo(Map.of("n9", List.of("default/waiting")));
    assertThat(lives().silentNodes(Set.of("n9")))
        .as("several NICs: the status shows only one of them")
        .isEqualTo(Map.of("n1", List.of("default/several")));
    assertThat(lives().silentNodes(Set.of("n1", "n9"))).isEmpty();
  }

  @Test
  void aFencedNodeHoldsNothingBack() {
    holdBack();
    try (var steward = steward()) {
      steward.start();
      taint();
      await("free again", () -> !holds());
    }
    assertThat(lives().silentNodes(Set.of("n1"))).isEmpty();
  }

  @Test
  void whenItsUnknownPodIsGoneNothingIsHeldBack() {
    holdBack();
    try (var steward = steward()) {
      steward.start();
      var _ = client.pods().inNamespace("default").withName("shows-it").withGracePeriod(0).delete();
      var _ = client.pods().inNamespace("default").withName("waiting").withGracePeriod(0).delete();
      await("free again", () -> !holds());
    }
  }
}
