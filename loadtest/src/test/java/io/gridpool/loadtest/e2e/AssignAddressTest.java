package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Catalogue §10.1: pods of every kind get addresses, recorded and given back. */
@RealNodes
class AssignAddressTest {
  private static final int POOL_SIZE = 20;

  @Test
  @Quick
  void E00001_podOfBothFamilies(Scene scene) {
    String four = scene.pool("v4", block(Net.V4, POOL_SIZE));
    String six = scene.pool("v6", block(Net.V6, POOL_SIZE));
    List<Pod> pods =
        comesAndGoes(scene, Workloads.pod("one", Annotations.dual(four, six)), 1, four, six);
    assertThat(Pods.addresses(pods.getFirst())).hasSize(2);
  }

  @Test
  void E00001_podOfIPv4(Scene scene) {
    String four = scene.pool("v4", block(Net.V4, POOL_SIZE));
    List<Pod> pods = comesAndGoes(scene, Workloads.pod("one", Annotations.ippool(four)), 1, four);
    assertThat(Pods.address(pods.getFirst())).contains(".");
  }

  @Test
  void E00001_podOfIPv6(Scene scene) {
    String six = scene.pool("v6", block(Net.V6, POOL_SIZE));
    Map<String, String> annotation =
        Map.of(Annotations.IPPOOL, "{\"ipv6\": " + Annotations.list(six) + "}");
    List<Pod> pods = comesAndGoes(scene, Workloads.pod("one", annotation), 1, six);
    assertThat(Pods.address(pods.getFirst())).contains(":");
  }

  @Test
  @Quick
  void E00002_deployment(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    comesAndGoes(scene, Workloads.deployment("many", 3, Annotations.ippool(pool)), 3, pool);
  }

  @Test
  void E00003_statefulSet(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    comesAndGoes(scene, Workloads.statefulSet("set", 2, Annotations.ippool(pool)), 2, pool);
  }

  @Test
  void E00004_daemonSet(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    int nodes = RealCluster.NODES.size();
    List<Pod> pods =
        comesAndGoes(scene, Workloads.daemonSet("each", Annotations.ippool(pool)), nodes, pool);
    assertThat(pods).map(pod -> pod.getSpec().getNodeName()).doesNotHaveDuplicates();
  }

  @Test
  void E00005_job(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    comesAndGoes(scene, Workloads.job("job", "sleep 600", Annotations.ippool(pool)), 2, pool);
  }

  @Test
  void E00006_replicaSet(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    comesAndGoes(scene, Workloads.replicaSet("set", 2, Annotations.ippool(pool)), 2, pool);
  }

  @Test
  void E00007_podWithALongAnnotation(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    Map<String, String> annotations = new TreeMap<>(Annotations.ippool(pool));
    annotations.put("long", "x".repeat(100_000));
    comesAndGoes(scene, Workloads.pod("long", annotations), 1, pool);
  }

  @Test
  @Quick
  void E00008_exhaustedPoolThenMoreAddresses(Scene scene) {
    Addresses.Block block = block(Net.V4, 2);
    String pool = scene.pool("v4", block, "excludeIPs: [\"" + block.at(1) + "\"]");
    HasMetadata workload =
        scene.pods().create(Workloads.deployment("app", 1, Annotations.ippool(pool)));
    assertThat(Pods.address(scene.pods().running("app", 1).getFirst())).isEqualTo(block.at(2));
    scene.pods().scale(workload, 2);
    scene.pods().refused("app", "all IP addresses used out");
    scene.editPool(pool, "excludeIPs: []");
    new Ledgered(scene).exactly(scene.pods().running("app", 2), pool);
  }

  @Test
  void E00009_oneFamilyInADualStackCluster(Scene scene) {
    String four = scene.pool("v4", block(Net.V4, POOL_SIZE));
    String six = scene.pool("v6", block(Net.V6, POOL_SIZE));
    scene.pods().create(Workloads.pod("four", Annotations.ippools(four)));
    scene
        .pods()
        .create(
            Workloads.pod(
                "six",
                Map.of(
                    Annotations.IPPOOLS,
                    "[{\"interface\": \"eth0\", \"ipv6\": [\"" + six + "\"]}]")));
    List<Pod> pods = new java.util.ArrayList<>(scene.pods().running("four", 1));
    pods.addAll(scene.pods().running("six", 1));
    new Ledgered(scene).exactly(pods, four, six);
    assertThat(Pods.address(pods.get(0))).contains(".");
    assertThat(Pods.address(pods.get(1))).contains(":");
  }

  @Test
  void E00010_oneFamilyFromASubnetInADualStackCluster(Scene scene) {
    String subnet = scene.subnet("v4", block(Net.V4_AUTO, POOL_SIZE));
    scene
        .pods()
        .create(
            Workloads.deployment(
                "app",
                2,
                Map.of(
                    Annotations.SUBNET,
                    "{\"ipv4\": [\"" + subnet + "\"]}",
                    Annotations.IP_NUMBER,
                    "+1")));
    List<Pod> pods = scene.pods().running("app", 2);
    String pool = scene.automaticPools().getFirst();
    new Ledgered(scene).exactly(pods, pool);
    assertThat(pods).allMatch(pod -> pod.getStatus().getPodIPs().size() == 1);
    assertThat(scene.status(pool).totalIPCount()).isEqualTo(3);
    RealCluster.kubectl("-n", scene.namespace(), "scale", "deployment/app", "--replicas=4");
    new Ledgered(scene).exactly(scene.pods().running("app", 4), pool);
    assertThat(scene.status(pool).totalIPCount()).isEqualTo(5);
    RealCluster.kubectl("-n", scene.namespace(), "delete", "deployment/app");
    Eventually.passes(
        "the application's pool removed",
        Eventually.RECLAIM,
        () -> assertThat(scene.automaticPools()).isEmpty());
  }

  /** Running and recorded in exactly these pools, all addresses different; gone: pools empty. */
  private static List<Pod> comesAndGoes(
      Scene scene, HasMetadata workload, int count, String... pools) {
    String app = workload.getMetadata().getName();
    scene.pods().create(workload);
    List<Pod> pods = scene.pods().running(app, count);
    new Ledgered(scene).exactly(pods, pools);
    List<String> addresses = pods.stream().flatMap(pod -> Pods.addresses(pod).stream()).toList();
    assertThat(new HashSet<>(addresses)).hasSameSizeAs(addresses);
    scene.pods().delete(workload);
    scene.pods().gone(app);
    new Ledgered(scene).empty(pools);
    pods.forEach(
        pod -> new Ledgered(scene).noEndpoint(scene.namespace(), pod.getMetadata().getName()));
    return pods;
  }
}
