package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.loadtest.e2e.Addresses.Block;
import io.gridpool.loadtest.e2e.Addresses.Net;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Catalogue §10.4: what the owner of a pool may do with it. */
@RealNodes
class PoolTest {
  private static final int POOL_SIZE = 10;
  private static final Duration BATCH = Duration.ofMinutes(1);

  @Test
  @Quick
  void D00001_overlappingPoolIsRejected(Scene scene) {
    Block block = block(Net.V4, POOL_SIZE);
    scene.pool("first", block);
    assertThatThrownBy(() -> scene.createPool("second", block))
        .hasMessageContaining(scene.poolName("first"));
  }

  @Test
  void D00002_routesAndGatewayReachNewPodsOnly(Scene scene) {
    Block block = block(Net.V4, POOL_SIZE);
    String pool = scene.pool("v4", block, "gateway: null");
    scene.pods().create(Workloads.pod("old", Annotations.ippool(pool)));
    Pod old = scene.pods().running("old", 1).getFirst();
    String gateway = block.net().gateway;
    scene.editPool(
        pool, "gateway: %s\nroutes: [{dst: 192.0.2.0/24, gw: %s}]".formatted(gateway, gateway));
    int[] tries = {0};
    Eventually.passes(
        "a new pod with the route",
        Eventually.POD_START,
        () -> {
          String name = "fresh-" + tries[0]++;
          scene.pods().create(Workloads.pod(name, Annotations.ippool(pool)));
          Pod fresh = scene.pods().running(name, 1).getFirst();
          assertThat(scene.pods().exec(fresh, "ip", "route"))
              .contains("192.0.2.0/24 via " + gateway)
              .contains("default via " + gateway);
        });
    assertThat(scene.pods().exec(old, "ip", "route")).doesNotContain("via");
  }

  @Test
  void D00003_wrongGatewayAndRoutesAreRejected(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    for (String wrong :
        List.of(
            "gateway: 192.0.2.1",
            "routes: [{dst: nonsense, gw: 10.201.0.1}]",
            "routes: [{dst: 192.0.2.0/24, gw: 192.0.2.1}]",
            "routes: [{dst: \"2001:db8::/64\", gw: 10.201.0.1}]")) {
      assertThatThrownBy(() -> scene.editPool(pool, wrong)).as(wrong).isNotNull();
    }
  }

  @Test
  @Quick
  void D00004_deletionWaitsForTheLastAddress(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    Pod pod = scene.pods().create(Workloads.pod("app", Annotations.ippool(pool)));
    new Ledgered(scene).exactly(scene.pods().running("app", 1), pool);
    scene.client().resources(SpiderIPPool.class).withName(pool).delete();
    scene.pods().create(Workloads.pod("late", Annotations.ippool(pool)));
    scene.pods().refused("late", pool);
    assertThat(scene.readPool(pool).getMetadata().getDeletionTimestamp()).isNotNull();
    new Ledgered(scene).exactly(scene.pods().running("app", 1), pool);
    scene.pods().delete(pod);
    Eventually.passes(
        "the pool gone with its last address",
        Eventually.RECLAIM,
        () ->
            assertThat(scene.client().resources(SpiderIPPool.class).withName(pool).get()).isNull());
  }

  @Test
  void D00005_disabledPoolGivesNothingButTakesBack(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    HasMetadata app = scene.pods().create(Workloads.deployment("app", 1, Annotations.ippool(pool)));
    new Ledgered(scene).exactly(scene.pods().running("app", 1), pool);
    scene.editPool(pool, "disable: true");
    Pod late = refusedAfterTheChange(scene, pool, "disable");
    scene.pods().delete(app);
    scene.pods().gone("app");
    new Ledgered(scene).empty(pool);
    scene.editPool(pool, "disable: false");
    String name = late.getMetadata().getName();
    new Ledgered(scene).exactly(scene.pods().running(name, 1), pool);
  }

  /** A change of a spec reaches the ledger a moment later: pods until one of them meets it. */
  private static Pod refusedAfterTheChange(Scene scene, String pool, String reason) {
    List<Pod> refused = new java.util.ArrayList<>();
    Eventually.passes(
        "a pod refused with " + reason,
        Eventually.POD_START,
        () -> {
          String name = "late-" + System.nanoTime();
          Pod late = scene.pods().create(Workloads.pod(name, Annotations.ippool(pool)));
          if (scene.pods().runsOrRefused(name, reason)) {
            scene.pods().delete(late);
            throw new AssertionError(name + " got an address");
          }
          refused.add(late);
        });
    return refused.getFirst();
  }

  @Test
  void D00006_tenPoolsCreatedAndDeleted(Scene scene) {
    List<String> pools =
        IntStream.range(0, 10)
            .mapToObj(i -> scene.createPool("p" + i, block(Net.V4, POOL_SIZE)))
            .toList();
    Eventually.passes(
        "ten pools served",
        BATCH,
        () ->
            assertThat(pools)
                .allMatch(
                    pool -> Long.valueOf(POOL_SIZE).equals(scene.status(pool).totalIPCount())));
    pools.forEach(pool -> scene.client().resources(SpiderIPPool.class).withName(pool).delete());
    Eventually.passes(
        "ten pools deleted", BATCH, () -> assertThat(existing(scene, pools)).isEmpty());
  }

  @Test
  void D00007_manyPoolsAtOnceAreCreatedChangedAndDeleted(Scene scene) {
    List<String> pools =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> scene.createPool("p" + i, block(Net.V4, POOL_SIZE)))
            .toList();
    pools.parallelStream().forEach(pool -> exclude(scene, pool));
    Eventually.passes(
        "every pool with one address less",
        BATCH,
        () ->
            assertThat(pools)
                .allMatch(
                    pool -> Long.valueOf(POOL_SIZE - 1).equals(scene.status(pool).totalIPCount())));
    pools.parallelStream()
        .forEach(pool -> scene.client().resources(SpiderIPPool.class).withName(pool).delete());
    Eventually.passes(
        "every pool deleted", BATCH, () -> assertThat(existing(scene, pools)).isEmpty());
  }

  private static void exclude(Scene scene, String pool) {
    String range = Objects.requireNonNull(scene.readPool(pool).getSpec().ips()).getFirst();
    String first = range.substring(0, range.indexOf('-'));
    scene.editPool(pool, "excludeIPs: [\"" + first + "\"]");
  }

  private static List<String> existing(Scene scene, List<String> pools) {
    return scene.client().resources(SpiderIPPool.class).list().getItems().stream()
        .map(pool -> pool.getMetadata().getName())
        .filter(pools::contains)
        .toList();
  }

  @Test
  void D00008_gatewayAndRoutesComeFromTheSubnet(Scene scene) {
    Block four = block(Net.V4_SUBNET, POOL_SIZE);
    Block six = block(Net.V6_SUBNET, POOL_SIZE);
    String early = scene.createPool("early", four, "gateway: null");
    scene.subnet("v4", four, inheritance(four, "192.0.2.0/24"));
    scene.subnet("v6", six, inheritance(six, "2001:db8::/64"));
    String late =
        scene.createPool("late", six, "ips: [\"" + six.range(1, 5) + "\"]\ngateway: null");
    String other = six.at(POOL_SIZE + 1);
    String explicit =
        scene.createPool(
            "explicit", six, "ips: [\"" + six.range(6, 10) + "\"]\ngateway: \"" + other + "\"");
    inherits(scene, early, four.net().gateway);
    inherits(scene, late, six.net().gateway);
    inherits(scene, explicit, other);
  }

  private static String inheritance(Block block, String destination) {
    String gateway = block.net().gateway;
    return "gateway: \"%s\"\nroutes: [{dst: \"%s\", gw: \"%s\"}]"
        .formatted(gateway, destination, gateway);
  }

  private static void inherits(Scene scene, String pool, String gateway) {
    Eventually.passes(
        pool + " with its gateway and the subnet's routes",
        Eventually.MIRROR,
        () -> {
          SpiderIPPool.Spec spec = scene.readPool(pool).getSpec();
          assertThat(spec.gateway()).isEqualTo(gateway);
          assertThat(spec.routes()).hasSize(1);
        });
  }

  @Test
  void D00011_nodeNameMatches(Scene scene) {
    serves(scene, "nodeName: [n1, n2, n3]");
  }

  @Test
  void D00012_nodeNameMismatches(Scene scene) {
    refuses(scene, "nodeName: [nowhere]");
  }

  @Test
  void D00013_nodeNameBeatsNodeAffinity(Scene scene) {
    serves(
        scene,
        "nodeName: [n1, n2, n3]",
        "nodeAffinity: {matchLabels: {kubernetes.io/hostname: nowhere}}");
  }

  @Test
  void D00014_namespaceNameMatches(Scene scene) {
    serves(scene, "namespaceName: [%s]".formatted(scene.namespace()));
  }

  @Test
  void D00015_namespaceNameMismatches(Scene scene) {
    refuses(scene, "namespaceName: [nowhere]");
  }

  @Test
  void D00016_namespaceNameBeatsNamespaceAffinity(Scene scene) {
    serves(
        scene,
        "namespaceName: [%s]".formatted(scene.namespace()),
        "namespaceAffinity: {matchLabels: {kubernetes.io/metadata.name: nowhere}}");
  }

  @Test
  void D00017_largeIPv6Pool(Scene scene) {
    String pool =
        scene.pool(
            "v6",
            block(Net.V6_LARGE, POOL_SIZE),
            "ips: [\"fd00:203::10-fd00:203:0:ffff:ffff:ffff:ffff:fffe\"]");
    assertThat(scene.status(pool).totalIPCount()).isEqualTo(Long.MAX_VALUE);
    String six = "{\"ipv6\": " + Annotations.list(pool) + "}";
    scene.pods().create(Workloads.deployment("app", 2, java.util.Map.of(Annotations.IPPOOL, six)));
    new Ledgered(scene).exactly(scene.pods().running("app", 2), pool);
    assertThat(new Ledgered(scene).count(pool)).isEqualTo(2);
  }

  private static void serves(Scene scene, String... specLines) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE), specLines);
    scene.pods().create(Workloads.deployment("app", 2, Annotations.ippool(pool)));
    new Ledgered(scene).exactly(scene.pods().running("app", 2), pool);
  }

  private static void refuses(Scene scene, String specLine) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE), specLine);
    scene.pods().create(Workloads.deployment("app", 1, Annotations.ippool(pool)));
    scene.pods().refused("app", pool);
    new Ledgered(scene).empty(pool);
  }
}
