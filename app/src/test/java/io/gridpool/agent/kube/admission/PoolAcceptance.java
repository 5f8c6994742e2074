package io.gridpool.agent.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Acceptance rows of pools, each named with its id. */
abstract class PoolAcceptance extends AdmissionAcceptance {
  @Test
  void d00001PoolsThatShareAddressesAreRefused() {
    create(Stage.pool("a", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.20]}"));
    refusesNew(
        Stage.pool("b", "{subnet: 10.6.0.0/16, ips: [10.6.1.15-10.6.1.30]}"),
        "pool a",
        "10.6.1.15-10.6.1.20");
    refusesNew(Stage.pool("c", "{subnet: 10.6.0.0/24, ips: [10.6.0.9]}"), "pool a", "10.6.0.0/16");
    create(Stage.pool("d", "{subnet: 10.6.0.0/16, ips: [10.6.1.21-10.6.1.30]}"));
  }

  @Test
  void d00002GatewayAndRoutesCanBeAddedLater() {
    create(Stage.pool("a", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.20]}"));
    var old = stage.lease("pod-a", "a");
    update(
        Stage.pool(
            "a",
            "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.20], gateway: 10.6.0.1,"
                + " routes: [{dst: 10.7.0.0/16, gw: 10.6.0.2}]}"));
    KubeFixture.await(
        "the ledger's readers see it", () -> detail("a").contains("\"gateway\":\"10.6.0.1\""));
    assertThat(detail("a")).contains("10.7.0.0/16");
    assertThat(stage.ledger.endpoint(old.key())).isEqualTo(old);
  }

  @Test
  void d00003AWrongGatewayOrRouteIsRefused() {
    create(Stage.pool("a", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.20]}"));
    for (String wrong :
        List.of("gateway: 10.7.0.1", "routes: [{dst: 10.9.0.0/33, gw: 10.6.0.2}]")) {
      SpiderIPPool changed =
          Stage.pool("a", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.20], " + wrong + "}");
      assertThatThrownBy(() -> update(changed)).hasMessageContaining(wrong.substring(0, 6));
    }
  }

  /** IPv6 addresses cannot be compared in the schema. */
  @Test
  void aGatewayAmongTheIpv6AddressesIsRefused() {
    refusesNew(
        Stage.pool("a", "{subnet: 'fd00::/64', ips: ['fd00::1-fd00::99'], gateway: 'fd00::5'}"),
        "conflicts with gateway");
    refusesNew(
        Stage.pool("b", "{subnet: 'fd00::/64', ips: ['fd00::99-fd00::1']}"), "fd00::99-fd00::1");
    create(
        Stage.pool(
            "c",
            "{subnet: 'fd00::/64', ips: ['fd00::1-fd00::99'], excludeIPs: ['fd00::5'],"
                + " gateway: 'fd00::5'}"));
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void d00006TenPoolsComeAndGoWithinAMinute() throws Exception {
    assertThat(createAtOnce(10, i -> disjoint(i))).isEmpty();
    KubeFixture.await("ten", () -> stage.ledger.pools().pools().size() == 10);
    for (int i = 0; i < 10; i++) {
      var _ = client().resource(pool("p" + i)).delete();
    }
    KubeFixture.await("none", () -> stage.ledger.pools().pools().isEmpty());
    KubeFixture.await(
        "no object", () -> client().resources(SpiderIPPool.class).list().getItems().isEmpty());
  }

  /** The subnet's numbers come back to where they were. */
  @Test
  void d00007ManyManualPoolsAtOnceAreCreatedEditedAndDeleted() throws Exception {
    create(Stage.subnet("s", "{subnet: 10.6.0.0/16, ips: [10.6.0.1-10.6.99.255]}"));
    assertThat(createAtOnce(30, i -> disjoint(i))).isEmpty();
    KubeFixture.await("all counted", () -> allocated("s") == 300);
    for (int i = 0; i < 30; i++) {
      String last = "10.6." + i + ".14";
      update(Stage.pool("p" + i, "{subnet: 10.6.0.0/16, ips: [10.6." + i + ".10-" + last + "]}"));
    }
    KubeFixture.await("edits counted", () -> allocated("s") == 150);
    for (int i = 0; i < 30; i++) {
      var _ = client().resource(pool("p" + i)).delete();
    }
    KubeFixture.await("nothing left", () -> allocated("s") == 0);
    assertThat(subnet("s").getStatus().controlledIPPools()).isNull();
  }

  @Test
  void d00017AndIssue3804APoolLargerThanALongSaturates() {
    create(
        Stage.pool(
            "big",
            "{subnet: 'fd00:1::/48', ips: ['fd00:1::1-fd00:1:0:ffff:ffff:ffff:ffff:ffff']}"));
    KubeFixture.await(
        "total",
        () ->
            Long.valueOf(9_223_372_036_854_775_807L)
                .equals(pool("big").getStatus().totalIPCount()));
    stage.lease("big-1", "big");
    stage.lease("big-2", "big");
    KubeFixture.await(
        "leased", () -> Long.valueOf(2).equals(pool("big").getStatus().allocatedIPCount()));
  }

  /** The peer makes a list of all four million addresses. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void issue3541ALargePoolCostsNoMoreThanASmallOne() {
    create(Stage.pool("large", "{subnet: 10.64.0.0/10, ips: [10.64.0.1-10.127.255.254]}"));
    long begin = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      String last = "10.127.255." + (200 + i);
      update(Stage.pool("large", "{subnet: 10.64.0.0/10, ips: [10.64.0.1-" + last + "]}"));
    }
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(10);
    KubeFixture.await(
        "counted", () -> Long.valueOf(4_194_267).equals(pool("large").getStatus().totalIPCount()));
  }

  @Test
  void s00003ALeasedAddressCannotBeExcluded() {
    create(Stage.pool("a", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.20]}"));
    Endpoint held = stage.lease("pod-a", "a");
    Address address = held.leases().getFirst().address();
    refusesChange(
        Stage.pool(
            "a", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.20], excludeIPs: [" + address + "]}"),
        address.toString());
    assertThat(stage.ledger.pool("a").orElseThrow().spec().excluded()).isEmpty();
    update(
        Stage.pool(
            "a",
            "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.20], excludeIPs: ["
                + address.plus(1)
                + "]}"));
    KubeFixture.await(
        "a free one can be",
        () ->
            stage
                .ledger
                .pool("a")
                .orElseThrow()
                .spec()
                .excluded()
                .equals(List.of(AddressRange.parse(address.plus(1).toString()))));
  }

  @Test
  void i00010AndIssue868OfAHundredIdenticalPoolsExactlyOneWorks() throws Exception {
    List<String> refused = createAtOnce(100, i -> same("same-" + i));
    assertThat(refused).allMatch(text -> text.contains("shares the addresses 10.6.1.1-10.6.1.9"));
    KubeFixture.await("one works", () -> stage.ledger.pools().pools().size() == 1);
    int standing = 100 - refused.size();
    String winner = oneWorksTheRestSayWhy(standing);
    var _ = client().resource(pool(winner)).delete();
    KubeFixture.await("its place is free", () -> stage.ledger.pool(winner).isEmpty());
    if (standing == 1) {
      // The door told all others, none waits: a new one takes the place.
      create(same("late"));
    }
    KubeFixture.await("another works", () -> stage.ledger.pools().pools().size() == 1);
    var _ = oneWorksTheRestSayWhy(Math.max(1, standing - 1));
  }

  /** Counts are derived from the leases, so nothing can drift. */
  @Test
  void issue3771CountsAreThoseOfTheLeases() {
    create(Stage.pool("a", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.20]}"));
    for (int i = 0; i < 5; i++) {
      stage.lease("count-" + i, "a");
    }
    KubeFixture.await(
        "five", () -> Long.valueOf(5).equals(pool("a").getStatus().allocatedIPCount()));
    var held =
        stage.ledger.endpoint(new io.gridpool.ledger.model.EndpointKey("default", "count-1"));
    var endpoint = Objects.requireNonNull(held);
    for (int i = 0; i < 3; i++) {
      stage.ledger.submit(new Reclaim(endpoint.key(), endpoint.podUid(), "again"));
    }
    KubeFixture.await(
        "four", () -> Long.valueOf(4).equals(pool("a").getStatus().allocatedIPCount()));
  }

  private String oneWorksTheRestSayWhy(int objects) {
    assertThat(stage.ledger.pools().pools()).hasSize(1);
    String winner = stage.ledger.pools().pools().getFirst().spec().name();
    String why = "shares the addresses 10.6.1.1-10.6.1.9 with pool " + winner;
    KubeFixture.await("the winner's word", () -> says(conditions(pool(winner)), "True"));
    KubeFixture.await("the others' word", () -> told(why) == objects - 1);
    return winner;
  }

  private static long told(String why) {
    return client().resources(SpiderIPPool.class).list().getItems().stream()
        .filter(pool -> says(conditions(pool), "False"))
        .filter(pool -> accepted(conditions(pool)).orElseThrow().getMessage().equals(why))
        .count();
  }

  private String detail(String pool) {
    return stage.ledger.pool(pool).orElseThrow().spec().detail();
  }

  private long allocated(String subnet) {
    return Objects.requireNonNull(subnet(subnet).getStatus().allocatedIPCount());
  }

  private static SpiderIPPool same(String name) {
    return Stage.pool(name, "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.9]}");
  }

  private static SpiderIPPool disjoint(int i) {
    String last = "10.6." + i + ".19";
    return Stage.pool("p" + i, "{subnet: 10.6.0.0/16, ips: [10.6." + i + ".10-" + last + "]}");
  }
}
