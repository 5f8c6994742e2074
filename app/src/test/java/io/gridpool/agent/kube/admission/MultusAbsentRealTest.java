package io.gridpool.agent.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cluster without Multus, or one that gets it later, or loses it. */
@Tag("real-api")
class MultusAbsentRealTest extends NetworkAcceptance {
  private static final String KIND = "network-attachment-definitions.k8s.cni.cncf.io";

  @Override
  boolean webhook() {
    return true;
  }

  @Test
  void aNetworkIsToldOnceThatTheKindIsMissingAndIsMadeWhenItComes() throws IOException {
    removeKind();
    var network =
        client().resource(network("early", "cniType: macvlan, macvlan: {master: [eth0]}")).create();
    String uid = network.getMetadata().getUid();
    KubeFixture.await("told", () -> told(uid) == 1);
    bringKind();
    KubeFixture.await("made", () -> attachment("early") != null);
    assertThat(told(uid)).isEqualTo(1);
    assertThat(
            client()
                .resources(SpiderMultusConfig.class)
                .inNamespace(SPACE)
                .withName("early")
                .get()
                .getMetadata()
                .getUid())
        .isEqualTo(uid);
  }

  private static long told(String uid) {
    return client().v1().events().inNamespace(SPACE).list().getItems().stream()
        .filter(event -> uid.equals(event.getInvolvedObject().getUid()))
        .filter(event -> event.getReason().equals("MultusMissing"))
        .count();
  }

  private static void removeKind() {
    var definitions = client().apiextensions().v1().customResourceDefinitions();
    var _ = definitions.withName(KIND).delete();
    KubeFixture.await(
        "gone", () -> !client().supports("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition"));
  }
}
