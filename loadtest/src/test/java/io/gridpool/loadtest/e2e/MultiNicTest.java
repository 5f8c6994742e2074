package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.gridpool.agent.kube.crd.EndpointIp;
import io.gridpool.loadtest.e2e.Addresses.Block;
import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Catalogue §10.3 and §10.4: pods with several NICs, through the stand-in of Multus. */
@RealNodes
class MultiNicTest {
  private static final int POOL_SIZE = 10;
  private static final String NAMED =
      "[{\"interface\": \"eth0\", \"ipv4\": [\"%s\"]}, {\"interface\": \"net1\", \"ipv4\":"
          + " [\"%s\"]}]";
  private static final String UNNAMED = "[{\"ipv4\": [\"%s\"]}, {\"ipv4\": [\"%s\"]}]";

  @Test
  void A00002_routesOfEachNic(Scene scene) {
    Block second = block(Net.V4_SECOND, POOL_SIZE);
    Map<String, String> annotations =
        new TreeMap<>(twoNics(scene, NAMED, first(scene), scene.pool("second", second)));
    annotations.put(
        Annotations.ROUTES,
        "[{\"dst\": \"192.0.2.0/24\", \"gw\": \"%s\"}]".formatted(second.net().gateway));
    scene.pods().create(Workloads.pod("app", annotations));
    Pod pod = scene.pods().running("app", 1).getFirst();
    assertThat(scene.pods().exec(pod, "ip", "route"))
        .contains("192.0.2.0/24 via " + second.net().gateway + " dev net1");
  }

  @Test
  @Quick
  void A00010_namedNics(Scene scene) {
    carriesTwoNics(scene, NAMED);
  }

  @Test
  void A00010_unnamedNics(Scene scene) {
    carriesTwoNics(scene, UNNAMED);
  }

  @Test
  void A00010_twoNicsOfOnePoolHaveTwoAddresses(Scene scene) {
    String pool = first(scene);
    scene.pods().create(Workloads.pod("app", twoNics(scene, NAMED, pool, pool)));
    new Ledgered(scene).exactly(scene.pods().running("app", 1), pool);
    assertThat(new Ledgered(scene).count(pool)).isEqualTo(2);
  }

  private static void carriesTwoNics(Scene scene, String shape) {
    Block second = block(Net.V4_SECOND, POOL_SIZE);
    String one = first(scene);
    String two = scene.pool("second", second);
    scene.pods().create(Workloads.deployment("app", 2, twoNics(scene, shape, one, two)));
    List<Pod> pods = scene.pods().running("app", 2);
    new Ledgered(scene).exactly(pods, one, two);
    for (Pod pod : pods) {
      EndpointIp net1 = nic(scene, pod, "net1");
      assertThat(net1.ipv4Pool()).isEqualTo(two);
      assertThat(scene.pods().exec(pod, "ip", "-4", "addr", "show", "net1"))
          .contains(String.valueOf(net1.ipv4()));
      assertThat(pod.getMetadata().getAnnotations().get("k8s.v1.cni.cncf.io/network-status"))
          .contains("net1");
    }
  }

  @Test
  void A00012_thePodLeavesByTheNicThatItNames(Scene scene) {
    Block second = block(Net.V4_SECOND, POOL_SIZE);
    Map<String, String> annotations =
        new TreeMap<>(twoNics(scene, NAMED, first(scene), scene.pool("second", second)));
    annotations.put(Annotations.DEFAULT_ROUTE_NIC, "net1");
    scene.pods().create(Workloads.pod("app", annotations));
    Pod pod = scene.pods().running("app", 1).getFirst();
    assertThat(scene.pods().exec(pod, "ip", "route", "get", "192.0.2.1"))
        .contains("via " + second.net().gateway)
        .contains("dev net1");
  }

  @Test
  void A00013_ippoolsOmitsOneNic(Scene scene) {
    String pool = first(scene);
    Map<String, String> annotations = new TreeMap<>(Annotations.ippools(pool));
    annotations.put(Annotations.NETWORKS, network(scene, "extra"));
    scene.pods().create(Workloads.pod("app", annotations));
    scene.pods().refused("app", "net1");
    // Between two tries of the kubelet the first NIC's address stays with the pod, and no more.
    assertThat(new Ledgered(scene).count(pool)).isLessThanOrEqualTo(1);
  }

  @Test
  void A00016_oneNicsPoolExhaustedTakesNothingFromTheOther(Scene scene) {
    String one = scene.pool("first", block(Net.V4, 1));
    String two = scene.pool("second", block(Net.V4_SECOND, POOL_SIZE));
    scene.pods().create(Workloads.deployment("app", 2, twoNics(scene, NAMED, one, two)));
    scene.pods().refused("app", "all IP addresses used out");
    scene.pods().runningAre("app", 1);
    List<Pod> served = scene.pods().of("app").stream().filter(Pods::serves).toList();
    new Ledgered(scene).exactly(served, one, two);
    assertThat(new Ledgered(scene).count(one)).isEqualTo(1);
    assertThat(new Ledgered(scene).count(two)).isEqualTo(1);
  }

  @Test
  void A00017_statefulSetMovesWithItsNetworksPool(Scene scene) {
    String one = first(scene);
    String old = scene.pool("old", block(Net.V4_SECOND, POOL_SIZE));
    String fresh = scene.pool("fresh", block(Net.V4_SECOND, POOL_SIZE));
    Map<String, String> annotations =
        Map.of(
            Annotations.DEFAULT_NETWORK, new Networks(scene).macvlan("base", one),
            Annotations.NETWORKS, new Networks(scene).macvlan("extra", old));
    scene.pods().create(Workloads.statefulSet("set", 1, annotations));
    List<Pod> before = scene.pods().running("set", 1);
    new Ledgered(scene).exactly(before, one, old);
    new Networks(scene).macvlan("extra", fresh);
    scene.pods().deletePod("set-0");
    List<Pod> after = scene.pods().runningAnew("set", before);
    new Ledgered(scene).exactly(after, one, fresh);
    new Ledgered(scene).empty(old);
    assertThat(Pods.addresses(after.getFirst())).isEqualTo(Pods.addresses(before.getFirst()));
  }

  @Test
  void A00018_statefulSetWithUnnamedNicsKeepsThemThenMoves(Scene scene) {
    String one = first(scene);
    String old = scene.pool("old", block(Net.V4_SECOND, POOL_SIZE));
    String fresh = scene.pool("fresh", block(Net.V4_SECOND, POOL_SIZE));
    scene.pods().create(Workloads.statefulSet("set", 1, twoNics(scene, UNNAMED, one, old)));
    List<Pod> first = scene.pods().running("set", 1);
    new Ledgered(scene).exactly(first, one, old);
    List<EndpointIp> held = nics(scene, first.getFirst());
    scene.pods().deletePod("set-0");
    List<Pod> second = scene.pods().runningAnew("set", first);
    new Ledgered(scene).exactly(second, one, old);
    assertThat(nics(scene, second.getFirst())).isEqualTo(held);
    AnnotationTest.annotate(
        scene, "statefulset/set", Map.of(Annotations.IPPOOLS, UNNAMED.formatted(one, fresh)));
    List<Pod> third = scene.pods().runningAnew("set", second);
    new Ledgered(scene).exactly(third, one, fresh);
    new Ledgered(scene).empty(old);
  }

  @Test
  void D00009_multusNameMatches(Scene scene) {
    String extra = network(scene, "extra");
    String one = first(scene);
    String two =
        scene.pool("second", block(Net.V4_SECOND, POOL_SIZE), "multusName: [" + extra + "]");
    String base = network(scene, "base");
    String alone = scene.pool("alone", block(Net.V4, POOL_SIZE), "multusName: [" + base + "]");
    Map<String, String> single = new TreeMap<>(Annotations.ippool(alone));
    single.put(Annotations.DEFAULT_NETWORK, base);
    scene.pods().create(Workloads.pod("single", single));
    scene.pods().create(Workloads.pod("named", twoNics(scene, NAMED, one, two)));
    scene.pods().create(Workloads.pod("unnamed", twoNics(scene, UNNAMED, one, two)));
    new Ledgered(scene).exactly(scene.pods().running("single", 1), alone);
    scene.pods().running("named", 1);
    scene.pods().running("unnamed", 1);
    Eventually.passes(
        "two addresses of the second pool",
        Eventually.MIRROR,
        () -> assertThat(new Ledgered(scene).count(two)).isEqualTo(2));
  }

  @Test
  @Quick
  void D00010_multusNameMismatches(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE), "multusName: [kube-system/other]");
    scene.pods().create(Workloads.pod("app", Annotations.ippool(pool)));
    scene.pods().refused("app", pool);
    new Ledgered(scene).empty(pool);
  }

  private static String first(Scene scene) {
    return scene.pool("first", block(Net.V4, POOL_SIZE));
  }

  private static String network(Scene scene, String name) {
    return new Networks(scene).macvlan(name);
  }

  private static Map<String, String> twoNics(Scene scene, String shape, String one, String two) {
    return Map.of(
        Annotations.IPPOOLS,
        shape.formatted(one, two),
        Annotations.NETWORKS,
        network(scene, "extra"));
  }

  private static List<EndpointIp> nics(Scene scene, Pod pod) {
    return new Ledgered(scene).endpoint(pod).getStatus().current().ips();
  }

  private static EndpointIp nic(Scene scene, Pod pod, String name) {
    return nics(scene, pod).stream()
        .filter(each -> each.nic().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no NIC " + name + " in the endpoint"));
  }
}
