package io.gridpool.agent.kube.admission;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Networks with no webhook: the controller says no, and fills in. */
@Tag("real-api")
class NetworksWebhookOffRealTest extends NetworkAcceptance {
  private static final String MACVLAN = "cniType: macvlan, macvlan: {master: [eth0]}";

  @Override
  boolean webhook() {
    return false;
  }

  @Test
  void m00005AndM00013WhatCannotBeIsToldInAnEventAndNotMade() {
    var bad = client().resource(network("bad", "customCNI: '{x'")).create();
    KubeFixture.await("told", () -> told(bad.getMetadata().getUid(), "is not valid JSON"));
    var version =
        client().resource(network("version", MACVLAN, CrdNames.CNI_VERSION, "9.9.9")).create();
    KubeFixture.await("told", () -> told(version.getMetadata().getUid(), "unsupported"));
    assertThat(attachments()).isEmpty();
  }

  @Test
  void m00011OfTwoThatWantOneNameTheFirstHasItAndTheOtherGetsItsChance() {
    made(network("a", MACVLAN));
    String first = found("a").getMetadata().getUid();
    var second = client().resource(network("b", MACVLAN, CrdNames.ATTACHMENT_NAME, "a")).create();
    KubeFixture.await(
        "told",
        () ->
            told(
                second.getMetadata().getUid(),
                "already exists and is managed by SpiderMultusConfig default/a"));
    assertThat(owner("a")).isEqualTo(first);
    var _ = client().resource(found("a")).delete();
    KubeFixture.await("taken over", () -> owner("a").equals(second.getMetadata().getUid()));
  }

  @Test
  void anEditOfABadNetworkMakesIt() {
    var bad = client().resource(network("net", "customCNI: '{x'")).create();
    KubeFixture.await("told", () -> told(bad.getMetadata().getUid(), "is not valid JSON"));
    bad.setAdditionalProperties(network("net", "customCNI: '{}'").getAdditionalProperties());
    bad.getMetadata().setResourceVersion(null);
    var _ = client().resource(bad).update();
    KubeFixture.await("made", () -> attachment("net") != null);
    assertThat(text("net")).isEqualTo("{}");
  }

  @Test
  void theControllerFillsInWhatTheWebhookWould() {
    client()
        .resource(
            network(
                "net",
                MACVLAN.replace("}", ", rdmaResourceName: r, ippools: {ipv4: [p]}}"),
                CrdNames.INJECT_RDMA,
                "g"))
        .create();
    KubeFixture.await("defaults", () -> Integer.valueOf(0).equals(vlan("net")));
    KubeFixture.await(
        "label",
        () -> "g".equals(found("net").getMetadata().getLabels().get(CrdNames.INJECT_RDMA)));
    KubeFixture.await("made", () -> attachment("net") != null);
  }

  private static Integer vlan(String name) {
    return requireNonNull(requireNonNull(found(name).getSpec().macvlan()).vlanID());
  }

  private static SpiderMultusConfig found(String name) {
    return client().resources(SpiderMultusConfig.class).inNamespace(SPACE).withName(name).get();
  }

  private static String owner(String attachment) {
    return attachment(attachment).getMetadata().getOwnerReferences().getFirst().getUid();
  }

  private static boolean told(String uid, String words) {
    return client().v1().events().inNamespace(SPACE).list().getItems().stream()
        .filter(event -> uid.equals(event.getInvolvedObject().getUid()))
        .anyMatch(event -> event.getMessage().contains(words));
  }
}
