package io.gridpool.agent.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.admission.AdmissionSettings.Families;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.ledger.command.Reclaim;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The door itself: what it fills in, its certificates, and what holds while it is shut. */
@Tag("real-api")
class WebhookRealTest extends AdmissionAcceptance {
  @Override
  boolean webhook() {
    return false;
  }

  @Test
  void theAnswerToACreationHoldsWhatThePeersMutatorFillsIn() throws IOException {
    var _ = stage.openDoor(false);
    SpiderSubnet subnet =
        create(
            Stage.subnet(
                "s",
                "{subnet: 10.6.0.0/16, ips: [10.6.1.9, 10.6.1.1-10.6.1.8], gateway: 10.6.0.1}"));
    assertThat(subnet.getSpec().ips()).containsExactly("10.6.1.1-10.6.1.9");
    SpiderIPPool pool =
        client()
            .resource(Stage.pool("p", "{subnet: 10.6.0.0/16, ips: [10.6.1.3, 10.6.1.1-10.6.1.2]}"))
            .create();
    assertThat(pool.getMetadata().getFinalizers()).containsExactly(CrdNames.FINALIZER);
    assertThat(pool.getSpec().ipVersion()).isEqualTo(4);
    assertThat(pool.getSpec().ips()).containsExactly("10.6.1.1-10.6.1.3");
    assertThat(pool.getSpec().gateway()).isEqualTo("10.6.0.1");
    assertThat(pool.getMetadata().getLabels())
        .containsEntry(CrdNames.LABEL_POOL_CIDR, "10-6-0-0-16")
        .containsEntry(CrdNames.LABEL_OWNER_SUBNET, "s");
    assertThat(pool.getMetadata().getOwnerReferences())
        .singleElement()
        .matches(owner -> owner.getUid().equals(subnet.getMetadata().getUid()));
    assertThat(
            client()
                .resource(KubeFixture.reserved("r", "10.6.1.2", "10.6.1.1"))
                .create()
                .getSpec()
                .ips())
        .containsExactly("10.6.1.1-10.6.1.2");
  }

  @Test
  void aPoolWithLeasesCanBeDeletedUnlessItIsProtected() throws IOException {
    var _ = stage.openDoor(true);
    create(Stage.pool("a", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.3]}"));
    var held = stage.lease("pod-a", "a");
    assertThatThrownBy(() -> client().resource(pool("a")).delete())
        .hasMessageContaining("1 lease still held: " + held.leases().getFirst().address());
    stage.ledger.submit(new Reclaim(held.key(), held.podUid(), "test"));
    var _ = client().resource(pool("a")).delete();
    KubeFixture.await("gone", () -> pool("a") == null);
  }

  @Test
  void withNoDoorPoolsWaitAndPodsGoOn() throws IOException {
    AdmissionDoor door = stage.openDoor(false);
    create(Stage.pool("a", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.3]}"));
    door.close();
    assertThatThrownBy(() ->
            client().resource(Stage.pool("b", "{subnet: 10.6.0.0/16, ips: [10.6.1.9]}")).create())
        .hasMessageContaining("failed calling webhook");
    assertThat(stage.lease("pod-a", "a").leases()).hasSize(1);
    KubeFixture.await(
        "mirrored", () -> Long.valueOf(1).equals(pool("a").getStatus().allocatedIPCount()));
  }

  @Test
  void whileTheLedgerIsAwaySpecsWaitAndLabelsAndFinalizersPass() throws IOException {
    var _ = stage.openDoor(false);
    create(Stage.pool("a", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.3]}"));
    stage.ledger.setAway(true);
    SpiderIPPool next = Stage.pool("b", "{subnet: 10.6.0.0/16, ips: [10.6.1.9]}");
    assertThatThrownBy(() -> client().resource(next).create())
        .hasMessageContaining("try again later");
    var _ =
        client()
            .resources(SpiderIPPool.class)
            .withName("a")
            .edit(pool -> {
              pool.addFinalizer("example.com/mine");
              return pool;
            });
    assertThat(pool("a").getMetadata().getFinalizers()).contains("example.com/mine");
    stage.ledger.setAway(false);
    create(next);
  }

  /** The mutating webhook comes before the schema and sees what nobody has checked. */
  @Test
  void whatTheSchemaRefusesIsToldByTheSchema() throws IOException {
    var _ = stage.openDoor(false);
    for (Object spec :
        List.of(Map.of(), Map.of("subnet", "x"), Map.of("subnet", "10.0.0.0/8", "ips", "a"))) {
      var pool = new GenericKubernetesResource();
      pool.setApiVersion(CrdNames.GROUP + "/" + CrdNames.VERSION);
      pool.setKind("SpiderIPPool");
      pool.setMetadata(new ObjectMetaBuilder().withName("bad").build());
      pool.setAdditionalProperty("spec", spec);
      assertThatThrownBy(() -> client().resource(pool).create())
          .hasMessageContaining("SpiderIPPool")
          .hasMessageContaining("spec")
          .hasMessageNotContaining("internal error");
    }
  }

  @Test
  void aDisabledIpVersionIsRefused() throws IOException {
    AdmissionDoor door = stage.door(new Families(true, false));
    stage.configure(door.address().getPort());
    KubeFixture.await("the webhooks answer", stage::isAsked);
    assertThatThrownBy(() -> client().resource(Stage.pool("six", "{subnet: 'fd00::/64'}")).create())
        .hasMessageContaining("IPv6 is disabled");
    stage.removeWebhooks();
    door.close();
  }

  @Test
  void agentsAgreeOnOneAuthorityWhoeverIsFirst() throws Exception {
    client().secrets().inNamespace("kube-system").withName(AdmissionSettings.SECRET).delete();
    List<AdmissionDoor> doors = new java.util.ArrayList<>();
    for (int i = 0; i < 5; i++) {
      doors.add(stage.door(false));
    }
    for (AdmissionDoor door : doors) {
      KubeFixture.await("trusted", () -> Doors.isTrusted(door, secret()));
    }
    assertThat(Pem.readCertificates(secret())).hasSize(1);
    doors.forEach(AdmissionDoor::close);
  }

  /** Time is moved, up to the real one; the process and its port stay. */
  @Test
  void certificatesAreRenewedWithoutARestart() throws Exception {
    stage.now.set(Instant.now().minus(Duration.ofDays(97)));
    AdmissionDoor door = stage.door(false);
    KubeFixture.await("a certificate", () -> Doors.certificate(door) != null);
    X509Certificate first = Objects.requireNonNull(Doors.certificate(door));
    X509Certificate authority = Pem.readCertificates(secret()).getFirst();
    pass(door, Duration.ofDays(7));
    KubeFixture.await("the server's", () -> !first.equals(Doors.certificate(door)));
    assertThat(Pem.readCertificates(secret())).containsExactly(authority);
    pass(door, Duration.ofDays(60));
    KubeFixture.await("a second authority", () -> Pem.readCertificates(secret()).size() == 2);
    Objects.requireNonNull(Doors.certificate(door)).verify(authority.getPublicKey());
    pass(door, Duration.ofDays(30));
    KubeFixture.await(
        "the first has ended", () -> !Pem.readCertificates(secret()).contains(authority));
    stage.configure(door.address().getPort());
    KubeFixture.await("the API server trusts it", stage::isAsked);
    stage.removeWebhooks();
    door.close();
  }

  @Test
  void issue4420AnAuthorityThatAnUpgradeWroteOverComesBack() throws Exception {
    AdmissionDoor door = stage.openDoor(false);
    stage.configure(door.address().getPort());
    var _ =
        client()
            .admissionRegistration()
            .v1()
            .validatingWebhookConfigurations()
            .withName(AdmissionSettings.CONFIGURATION)
            .edit(configuration -> {
              configuration.getWebhooks().forEach(one -> one.getClientConfig().setCaBundle(null));
              return configuration;
            });
    KubeFixture.await("back", this::everyWebhookTrustsTheAuthority);
    KubeFixture.await("known to the API server", stage::isAsked);
    create(Stage.pool("a", "{subnet: 10.6.0.0/16, ips: [10.6.1.1]}"));
  }

  @Test
  void requestsAreBounded() throws Exception {
    AdmissionDoor door = stage.door(false);
    KubeFixture.await("serves", () -> Doors.isTrusted(door, secret()));
    String path = "/validate-spiderpool-spidernet-io-v2beta1-spiderippool";
    assertThat(Doors.post(door, secret(), path, "x".repeat(AdmissionServer.BODY_BYTES_MAX + 1)))
        .isEqualTo(413);
    assertThat(Doors.post(door, secret(), path, "{}")).isEqualTo(400);
    assertThat(Doors.post(door, secret(), "/validate-nothing", "{}")).isEqualTo(404);
    assertThat(Doors.post(door, secret(), "/webhook-health-check", "")).isEqualTo(200);
    door.close();
  }

  private void pass(AdmissionDoor door, Duration time) {
    stage.now.updateAndGet(now -> now.plus(time));
    door.hurry();
  }

  private boolean everyWebhookTrustsTheAuthority() {
    return client()
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName(AdmissionSettings.CONFIGURATION)
        .get()
        .getWebhooks()
        .stream()
        .allMatch(one -> secret().equals(Doors.decoded(one.getClientConfig().getCaBundle())));
  }

  private static String secret() {
    var secret =
        client().secrets().inNamespace("kube-system").withName(AdmissionSettings.SECRET).get();
    return Doors.decoded(Objects.requireNonNull(secret.getData().get("ca.crt")));
  }
}
