package io.gridpool.agent.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.Route;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.ledger.command.Reclaim;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Acceptance rows of subnets, each named with its id. */
abstract class SubnetAcceptance extends AdmissionAcceptance {
  private static final String V4 =
      "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.99], gateway: 10.6.0.1,"
          + " routes: [{dst: 10.7.0.0/16, gw: 10.6.0.2}]}";
  private static final String V6 =
      "{subnet: 'fd00::/64', ips: ['fd00::100-fd00::1ff'], gateway: 'fd00::1',"
          + " routes: [{dst: 'fd01::/64', gw: 'fd00::2'}]}";

  @Test
  void d00008APoolTakesGatewayAndRoutesOfASubnetThatComesLater() {
    create(Stage.pool("bare", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.9]}"));
    create(
        Stage.pool(
            "own", "{subnet: 10.6.0.0/16, ips: [10.6.1.20], gateway: 10.6.0.9, routes: []}"));
    SpiderSubnet subnet = create(Stage.subnet("s4", V4));
    inherits("bare", subnet, "10.6.0.1", List.of(new Route("10.7.0.0/16", "10.6.0.2")));
    inherits("own", subnet, "10.6.0.9", List.of());
    KubeFixture.await(
        "counted",
        () ->
            "{\"bare\":{\"ips\":[\"10.6.1.1-10.6.1.9\"]},\"own\":{\"ips\":[\"10.6.1.20\"]}}"
                .equals(subnet("s4").getStatus().controlledIPPools()));
    assertThat(subnet("s4").getStatus().allocatedIPCount()).isEqualTo(10);
    assertThat(subnet("s4").getStatus().totalIPCount()).isEqualTo(99);
  }

  @Test
  void d00008APoolTakesGatewayAndRoutesOfASubnetThatWasThereBefore() {
    SpiderSubnet subnet = create(Stage.subnet("s6", V6));
    create(Stage.pool("bare", "{subnet: 'fd00::/64', ips: ['fd00::100-fd00::10f']}"));
    create(Stage.pool("own", "{subnet: 'fd00::/64', ips: ['fd00::120'], gateway: 'fd00::9'}"));
    var routes = List.of(new Route("fd01::/64", "fd00::2"));
    inherits("bare", subnet, "fd00::1", routes);
    inherits("own", subnet, "fd00::9", routes);
  }

  @Test
  void i00005AChangedGatewayReachesNewPoolsOnly() {
    SpiderSubnet subnet = create(Stage.subnet("s4", V4));
    create(Stage.pool("old", "{subnet: 10.6.0.0/16, ips: [10.6.1.1]}"));
    inherits("old", subnet, "10.6.0.1", List.of(new Route("10.7.0.0/16", "10.6.0.2")));
    update(Stage.subnet("s4", V4.replace("gateway: 10.6.0.1", "gateway: 10.6.0.3")));
    KubeFixture.await("seen by the controller", () -> isJudgedAsItIs("s4"));
    assertThat(subnet("s4").getSpec().gateway()).isEqualTo("10.6.0.3");
    create(Stage.pool("new", "{subnet: 10.6.0.0/16, ips: [10.6.1.2]}"));
    inherits("new", subnet, "10.6.0.3", List.of(new Route("10.7.0.0/16", "10.6.0.2")));
    assertThat(pool("old").getSpec().gateway()).isEqualTo("10.6.0.1");
  }

  @Test
  void s00004APoolObeysTheExclusionsOfItsSubnetAndItsOwn() {
    create(
        Stage.subnet(
            "s", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.9], excludeIPs: [10.6.1.5]}"));
    refusesNew(
        Stage.pool("wide", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.9]}"),
        "10.6.1.5",
        "SpiderSubnet s");
    create(
        Stage.pool(
            "fits",
            "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.4, 10.6.1.6], excludeIPs: [10.6.1.2]}"));
    assertThat(stage.ledger.pool("fits").orElseThrow().total()).isEqualTo(4);
    KubeFixture.await(
        "counted", () -> Long.valueOf(4).equals(subnet("s").getStatus().allocatedIPCount()));
    assertThat(subnet("s").getStatus().totalIPCount()).isEqualTo(8);
  }

  @Test
  void i00001ASubnetIsCreatedReadEditedAndDeletedWithItsPools() {
    create(Stage.subnet("s", V4));
    assertThat(subnet("s").getMetadata().getFinalizers()).contains(CrdNames.FINALIZER);
    assertThat(subnet("s").getMetadata().getLabels())
        .containsEntry(CrdNames.LABEL_SUBNET_CIDR, "10-6-0-0-16");
    assertThat(subnet("s").getSpec().ipVersion()).isEqualTo(4);
    create(Stage.pool("a", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.9]}"));
    KubeFixture.await("owned", () -> owned("a", "s"));
    var held = stage.lease("pod-a", "a");
    refusesChange(
        Stage.subnet("s", V4.replace("10.6.1.1-10.6.1.99", "10.6.1.9-10.6.1.99")),
        "pool a",
        "10.6.1.1-10.6.1.8");
    var _ = client().resource(subnet("s")).delete();
    KubeFixture.await(
        "its pool ends", () -> pool("a").getMetadata().getDeletionTimestamp() != null);
    assertThat(subnet("s")).as("waits for the lease").isNotNull();
    stage.ledger.submit(new Reclaim(held.key(), held.podUid(), "test"));
    KubeFixture.await("all gone", () -> pool("a") == null && subnet("s") == null);
    assertThat(stage.ledger.pool("a")).isEmpty();
  }

  @Test
  void i00002OnlyAddressesThatNoPoolHasCanBeTakenFromASubnet() {
    create(Stage.subnet("s", V4));
    create(Stage.pool("a", "{subnet: 10.6.0.0/16, ips: [10.6.1.50]}"));
    update(Stage.subnet("s", V4.replace("10.6.1.99", "10.6.1.50")));
    KubeFixture.await(
        "fewer", () -> Long.valueOf(50).equals(subnet("s").getStatus().totalIPCount()));
    refusesChange(Stage.subnet("s", V4.replace("10.6.1.99", "10.6.1.49")), "pool a", "10.6.1.50");
    update(Stage.subnet("s", V4.replace("10.6.1.99", "10.6.1.200")));
    KubeFixture.await(
        "more", () -> Long.valueOf(200).equals(subnet("s").getStatus().totalIPCount()));
  }

  @Test
  void subnetsThatOverlapOthersOrPoolsAreRefused() {
    create(Stage.subnet("s", V4));
    refusesNew(Stage.subnet("twin", V4), "SpiderSubnet s");
    refusesNew(Stage.subnet("part", "{subnet: 10.6.0.0/24}"), "10.6.0.0/16", "SpiderSubnet s");
    create(Stage.pool("elsewhere", "{subnet: 10.8.0.0/16, ips: [10.8.0.9]}"));
    refusesNew(Stage.subnet("over", "{subnet: 10.8.0.0/15}"), "pool elsewhere");
    refusesNew(Stage.subnet("empty", "{subnet: 10.8.0.0/16}"), "pool elsewhere", "10.8.0.9");
    refusesNew(Stage.pool("across", "{subnet: 10.6.0.0/20, ips: [10.6.1.60]}"), "SpiderSubnet s");
  }

  @Test
  void i00009AndIssue2196OfAHundredIdenticalSubnetsExactlyOneStands() throws Exception {
    List<String> refused = createAtOnce(100, i -> Stage.subnet("same-" + i, V4));
    assertThat(refused).allMatch(text -> text.contains("overlaps 10.6.0.0/16 of SpiderSubnet"));
    int objects = 100 - refused.size();
    KubeFixture.await("all have a word", () -> told("True") == 1 && told("False") == objects - 1);
    String winner =
        subnets().stream()
            .filter(subnet -> says(conditions(subnet), "True"))
            .findFirst()
            .orElseThrow()
            .getMetadata()
            .getName();
    var _ = client().resource(subnet(winner)).delete();
    if (objects > 1) {
      KubeFixture.await("another stands", () -> subnet(winner) == null && told("True") == 1);
    }
  }

  private void inherits(String pool, SpiderSubnet subnet, String gateway, List<Route> routes) {
    KubeFixture.await(pool + " is owned", () -> owned(pool, subnet.getMetadata().getName()));
    SpiderIPPool made = pool(pool);
    assertThat(made.getSpec().gateway()).isEqualTo(gateway);
    assertThat(made.getSpec().routes()).isEqualTo(routes);
    assertThat(made.getMetadata().getOwnerReferences())
        .singleElement()
        .matches(owner ->
            owner.getUid().equals(subnet.getMetadata().getUid())
                && Boolean.TRUE.equals(owner.getController()));
    KubeFixture.await(
        "the ledger has it",
        () -> stage.ledger.pool(pool).orElseThrow().spec().detail().contains(gateway));
  }

  private boolean isJudgedAsItIs(String name) {
    SpiderSubnet subnet = subnet(name);
    return accepted(conditions(subnet))
        .filter(said -> subnet.getMetadata().getGeneration().equals(said.getObservedGeneration()))
        .isPresent();
  }

  private boolean owned(String pool, String subnet) {
    var labels = Objects.requireNonNull(pool(pool).getMetadata().getLabels());
    return subnet.equals(labels.get(CrdNames.LABEL_OWNER_SUBNET));
  }

  private static List<SpiderSubnet> subnets() {
    return client().resources(SpiderSubnet.class).list().getItems();
  }

  private static long told(String status) {
    return subnets().stream().filter(subnet -> says(conditions(subnet), status)).count();
  }
}
