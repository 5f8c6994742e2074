package io.gridpool.agent.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderReservedIP;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.ledger.command.Reclaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pools that are made for applications, each row named with its id. */
@Tag("real-api")
class AutoPoolRealTest extends AdmissionAcceptance {
  private static final String S4 =
      "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.99], gateway: 10.6.0.1,"
          + " routes: [{dst: 10.7.0.0/16, gw: 10.6.0.2}]}";
  private static final String S6 = "{subnet: 'fd00::/64', ips: ['fd00::100-fd00::1ff']}";
  private static final Map<String, String> ONE =
      Map.of("ipam.spidernet.io/subnet", "{\"ipv4\":[\"s4\"]}");

  private final List<HasMetadata> made = new ArrayList<>();

  @Override
  boolean webhook() {
    return true;
  }

  @AfterEach
  void clean() {
    made.forEach(app -> client().resource(app).withGracePeriod(0).delete());
  }

  private HasMetadata app(String kind, String name, int replicas, Map<String, String> asks) {
    String selector = "\"selector\":{\"matchLabels\":{\"app\":\"" + name + "\"}},";
    String text =
        "{\"apiVersion\":\"apps/v1\",\"kind\":\""
            + kind
            + "\",\"metadata\":{\"name\":\""
            + name
            + "\",\"namespace\":\"default\"},\"spec\":{"
            + (kind.equals("DaemonSet") ? "" : "\"replicas\":" + replicas + ",")
            + (kind.equals("StatefulSet") ? "\"serviceName\":\"x\"," : "")
            + selector
            + "\"template\":{\"metadata\":{\"labels\":{\"app\":\""
            + name
            + "\"},\"annotations\":"
            + Serialization.asJson(asks)
            + "},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]}}}}";
    HasMetadata app = Serialization.unmarshal(text, HasMetadata.class);
    HasMetadata created = client().resource(app).create();
    made.add(created);
    return created;
  }

  private void scale(String name, int replicas) {
    KubeFixture.write(
        "scale",
        () ->
            client()
                .resources(Deployment.class)
                .inNamespace("default")
                .withName(name)
                .edit(deployment -> {
                  deployment.getSpec().setReplicas(replicas);
                  return deployment;
                }));
  }

  private Optional<SpiderIPPool> poolOf(String app, String nic, String family) {
    return client().resources(SpiderIPPool.class).list().getItems().stream()
        .filter(pool -> pool.getMetadata().getName().startsWith("auto"))
        .filter(pool -> {
          Map<String, String> labels = Objects.requireNonNull(pool.getMetadata().getLabels());
          return app.equals(labels.get(CrdNames.LABEL_APP_NAME))
              && nic.equals(labels.get(CrdNames.LABEL_NIC))
              && family.equals(labels.get(CrdNames.LABEL_FAMILY));
        })
        .findFirst();
  }

  private SpiderIPPool sized(String app, long total) {
    KubeFixture.await(
        app + " has a pool of " + total,
        () -> {
          SpiderIPPool pool = poolOf(app, "eth0", "IPv4").orElse(null);
          return pool != null
              && pool.getStatus() != null
              && Long.valueOf(total).equals(pool.getStatus().totalIPCount())
              && stage
                  .ledger
                  .pool(pool.getMetadata().getName())
                  .filter(stored -> stored.total() == total)
                  .isPresent();
        });
    return poolOf(app, "eth0", "IPv4").orElseThrow();
  }

  private static Map<String, String> number(String number) {
    return Map.of(
        "ipam.spidernet.io/subnet",
        "{\"ipv4\":[\"s4\"]}",
        "ipam.spidernet.io/ippool-ip-number",
        number);
  }

  @Test
  void i00003AnApplicationHasAPoolThatFollowsItsReplicasAndGoesWithIt() {
    SpiderSubnet subnet = create(Stage.subnet("s4", S4));
    HasMetadata web = app("Deployment", "web", 2, number("+1"));
    SpiderIPPool pool = sized("web", 3);
    String uid = web.getMetadata().getUid();
    assertThat(pool.getMetadata().getName())
        .isEqualTo("auto4-web-eth0-" + uid.substring(uid.lastIndexOf('-') + 1).substring(0, 5));
    assertThat(pool.getSpec().ips()).containsExactly("10.6.1.1-10.6.1.3");
    assertThat(pool.getSpec().gateway()).isEqualTo("10.6.0.1");
    assertThat(pool.getSpec().routes()).hasSize(1);
    assertThat(pool.getMetadata().getLabels())
        .containsEntry(CrdNames.LABEL_APP_UID, uid)
        .containsEntry(CrdNames.LABEL_OWNER_SUBNET, "s4");
    assertThat(pool.getMetadata().getOwnerReferences())
        .singleElement()
        .matches(owner -> owner.getUid().equals(subnet.getMetadata().getUid()));
    scale("web", 5);
    sized("web", 6);
    KubeFixture.await(
        "the subnet names the application",
        () ->
            Objects.requireNonNull(subnet("s4").getStatus().controlledIPPools())
                .contains("\"application\":\"apps_v1_Deployment_default_web\""));
    scale("web", 1);
    sized("web", 2);
    var _ = client().resource(web).delete();
    KubeFixture.await("the pool went", () -> poolOf("web", "eth0", "IPv4").isEmpty());
    KubeFixture.await(
        "all is back", () -> Long.valueOf(0).equals(subnet("s4").getStatus().allocatedIPCount()));
  }

  @Test
  void i00003EveryKindHasAPool() {
    create(Stage.subnet("s4", S4));
    app("StatefulSet", "sts", 3, number("+0"));
    app("ReplicaSet", "rs", 2, number("+2"));
    app("DaemonSet", "ds", 0, number("7"));
    sized("sts", 3);
    sized("rs", 4);
    sized("ds", 7);
  }

  @Test
  void heldAddressesStayWhileAPoolShrinksAndHoldItWhenTheApplicationIsGone() {
    create(Stage.subnet("s4", S4));
    HasMetadata web = app("Deployment", "web", 3, number("+0"));
    String pool = sized("web", 3).getMetadata().getName();
    var first = stage.lease("p1", pool);
    var second = stage.lease("p2", pool);
    scale("web", 1);
    sized("web", 2);
    stage.ledger.submit(new Reclaim(first.key(), first.podUid(), "test"));
    sized("web", 1);
    assertThat(stage.ledger.endpoint(second.key())).isNotNull();
    var _ = client().resource(web).delete();
    KubeFixture.await("it ends", () -> pool(pool).getMetadata().getDeletionTimestamp() != null);
    stage.ledger.submit(new Reclaim(second.key(), second.podUid(), "test"));
    KubeFixture.await("it went", () -> pool(pool) == null);
  }

  @Test
  void i00012OnePoolForEachNicAndFamily() {
    create(Stage.subnet("s4", S4));
    create(Stage.subnet("s6", S6));
    create(Stage.subnet("t4", "{subnet: 10.8.0.0/16, ips: [10.8.1.1-10.8.1.9]}"));
    app(
        "Deployment",
        "web",
        1,
        Map.of(
            "ipam.spidernet.io/subnets",
            "[{\"interface\":\"eth0\",\"ipv4\":[\"s4\"],\"ipv6\":[\"s6\"]},"
                + "{\"interface\":\"net1\",\"ipv4\":[\"t4\"]}]"));
    KubeFixture.await(
        "three pools",
        () ->
            poolOf("web", "eth0", "IPv4").isPresent()
                && poolOf("web", "eth0", "IPv6").isPresent()
                && poolOf("web", "net1", "IPv4").isPresent());
  }

  @Test
  void i00006AManyApplicationsShareASubnetToItsLastAddressAndGiveAllBack() {
    create(Stage.subnet("s4", S4.replace("10.6.1.99", "10.6.1.60")));
    for (int i = 0; i < 12; i++) {
      app("Deployment", "app-" + i, 1, number("5"));
    }
    KubeFixture.await(
        "all cut", () -> Long.valueOf(60).equals(subnet("s4").getStatus().allocatedIPCount()));
    for (int i = 0; i < 12; i++) {
      sized("app-" + i, 5);
    }
    app("Deployment", "late", 1, number("5"));
    KubeFixture.await("told", () -> hasEvent("late", "AutoPoolFailed"));
    made.subList(0, 12).forEach(one -> client().resource(one).delete());
    sized("late", 5);
    KubeFixture.await(
        "the rest is back",
        () -> Long.valueOf(5).equals(subnet("s4").getStatus().allocatedIPCount()));
  }

  @Test
  void i00004AndI00011ExcludedAndReservedAddressesAreLeftOut() {
    create(
        Stage.subnet(
            "s4", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.9], excludeIPs: [10.6.1.2]}"));
    SpiderReservedIP reserved = KubeFixture.reserved("r", "10.6.1.4-10.6.1.5");
    var _ = client().resource(reserved).create();
    KubeFixture.await("reserved", () -> !stage.ledger.pools().reservations().isEmpty());
    app("Deployment", "web", 3, number("+0"));
    assertThat(sized("web", 3).getSpec().ips()).containsExactly("10.6.1.1", "10.6.1.3", "10.6.1.6");
  }

  @Test
  void i00015AndI00019AKeptPoolServesTheNextLifeOfTheNameAndGoesWhenItIsKeptNoMore() {
    create(Stage.subnet("s4", S4));
    Map<String, String> keep =
        Map.of(
            "ipam.spidernet.io/subnet",
            "{\"ipv4\":[\"s4\"]}",
            "ipam.spidernet.io/ippool-reclaim",
            "false");
    HasMetadata first = app("Deployment", "web", 2, keep);
    SpiderIPPool pool = sized("web", 3);
    var _ = client().resource(first).delete();
    HasMetadata second = app("Deployment", "web", 4, keep);
    SpiderIPPool again = sized("web", 5);
    assertThat(again.getMetadata().getUid()).isEqualTo(pool.getMetadata().getUid());
    KubeFixture.await(
        "the second life's",
        () -> second.getMetadata().getUid().equals(labels("web").get(CrdNames.LABEL_APP_UID)));
    HasMetadata otherKind = app("StatefulSet", "web", 1, ONE);
    KubeFixture.await(
        "i00016: another kind has its own",
        () ->
            pool(
                    "auto4-web-eth0-"
                        + otherKind
                            .getMetadata()
                            .getUid()
                            .substring(otherKind.getMetadata().getUid().lastIndexOf('-') + 1)
                            .substring(0, 5))
                != null);
  }

  private Map<String, String> labels(String app) {
    return Objects.requireNonNull(
        poolOf(app, "eth0", "IPv4").orElseThrow().getMetadata().getLabels());
  }

  @Test
  void aPoolMadeByHandThatTakesTheAddressesFirstMakesTheOtherMove() {
    create(Stage.subnet("s4", S4));
    client()
        .resource(Stage.pool("by-hand", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.2]}"))
        .create();
    app("Deployment", "web", 1, number("2"));
    assertThat(sized("web", 2).getSpec().ips()).containsExactly("10.6.1.3-10.6.1.4");
  }

  @Test
  void theConditionSaysForWhichVersionOfTheSpecItHolds() {
    SpiderIPPool first = create(Stage.pool("p", "{subnet: 10.9.0.0/16, ips: [10.9.0.1-10.9.0.9]}"));
    update(Stage.pool("p", "{subnet: 10.9.0.0/16, ips: [10.9.0.1-10.9.0.19]}"));
    long edited = pool("p").getMetadata().getGeneration();
    assertThat(edited).isGreaterThan(first.getMetadata().getGeneration());
    KubeFixture.await(
        "in force",
        () ->
            Long.valueOf(edited)
                .equals(accepted(conditions(pool("p"))).orElseThrow().getObservedGeneration()));
    assertThat(stage.ledger.pool("p").orElseThrow().total()).isEqualTo(19);
  }
}
