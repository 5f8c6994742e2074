package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.gridpool.loadtest.e2e.Addresses.Block;
import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Catalogue §10.3: which pools a pod's and a namespace's annotations choose. */
@RealNodes
class AnnotationTest {
  private static final int POOL_SIZE = 10;
  private static final String NAMESPACE_POOL = "ipam.spidernet.io/default-ipv4-ippool";
  private static final String DEFAULT_POOLS = "default pools";

  @Test
  void A00002_routesAnnotation(Scene scene) {
    Block block = block(Net.V4, POOL_SIZE);
    String pool = scene.pool("v4", block);
    Map<String, String> annotations = new TreeMap<>(Annotations.ippool(pool));
    annotations.put(
        Annotations.ROUTES,
        "[{\"dst\": \"192.0.2.0/24\", \"gw\": \"" + block.net().gateway + "\"}]");
    scene.pods().create(Workloads.pod("app", annotations));
    Pod pod = scene.pods().running("app", 1).getFirst();
    assertThat(scene.pods().exec(pod, "ip", "route"))
        .contains("192.0.2.0/24 via " + block.net().gateway);
  }

  @Test
  @Quick
  void A00003_invalidAnnotationsAreRefusedWithAnEvent(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    Map<String, Map<String, String>> wrong =
        Map.of(
            "unknown-pool", Map.of(Annotations.IPPOOL, "{\"ipv4\": [\"no-such-pool\"]}"),
            "unknown-pools",
                Map.of(
                    Annotations.IPPOOLS,
                    "[{\"interface\": \"eth0\", \"ipv4\": [\"no-such-pool\"]}]"),
            "unknown-keys", Map.of(Annotations.IPPOOL, "{\"IPv5\": [\"" + pool + "\"]}"),
            "unknown-keys-in-list",
                Map.of(
                    Annotations.IPPOOLS,
                    "[{\"interface\": \"eth0\", \"IPv5\": [\"" + pool + "\"]}]"),
            "no-boolean",
                Map.of(
                    Annotations.IPPOOLS,
                    "[{\"interface\": \"eth0\", \"ipv4\": [\"%s\"], \"cleanGateway\": flase}]"
                        .formatted(pool)),
            "no-json", Map.of(Annotations.IPPOOL, "{"));
    wrong.forEach((name, annotations) -> scene.pods().create(Workloads.pod(name, annotations)));
    wrong.keySet().forEach(name -> scene.pods().refused(name, ""));
    wrong
        .keySet()
        .forEach(name ->
            assertThat(scene.pods().of(name))
                .allMatch(pod -> "Pending".equals(pod.getStatus().getPhase())));
    new Ledgered(scene).empty(pool);
  }

  @Test
  @ResourceLock(DEFAULT_POOLS)
  void A00004_podBeatsNamespaceBeatsDefault(Scene scene) {
    String byDefault = scene.pool("default", block(Net.V4, POOL_SIZE), "default: true");
    String ofNamespace = scene.pool("namespace", block(Net.V4, POOL_SIZE));
    String ofPod = scene.pool("pod", block(Net.V4, POOL_SIZE));
    String annotated =
        scene.namespace(
            "annotated", Map.of(), Map.of(NAMESPACE_POOL, Annotations.list(ofNamespace)));
    scene.pods().create(Workloads.pod("a", Map.of()));
    new Pods(annotated).create(Workloads.pod("b", Map.of()));
    new Pods(annotated).create(Workloads.pod("c", Annotations.ippool(ofPod)));
    new Ledgered(scene).exactly(scene.pods().running("a", 1), byDefault);
    new Ledgered(scene).exactly(new Pods(annotated).running("b", 1), ofNamespace);
    new Ledgered(scene).exactly(new Pods(annotated).running("c", 1), ofPod);
  }

  @Test
  void A00005_ippoolsBeatsIppool(Scene scene) {
    String one = scene.pool("one", block(Net.V4, POOL_SIZE));
    String other = scene.pool("other", block(Net.V4, POOL_SIZE));
    Map<String, String> annotations = new TreeMap<>(Annotations.ippool(other));
    annotations.putAll(Annotations.ippools(one));
    scene.pods().create(Workloads.pod("app", annotations));
    new Ledgered(scene).exactly(scene.pods().running("app", 1), one);
    new Ledgered(scene).empty(other);
  }

  @Test
  @ResourceLock(DEFAULT_POOLS)
  void A00006_namespaceBeatsDefault(Scene scene) {
    String byDefault = scene.pool("default", block(Net.V4, POOL_SIZE), "default: true");
    namespaceChooses(scene, scene.pool("namespace", block(Net.V4, POOL_SIZE)), "");
    new Ledgered(scene).empty(byDefault);
  }

  @Test
  void A00007_wildcardInTheNamespaceAnnotation(Scene scene) {
    namespaceChooses(scene, scene.pool("wild", block(Net.V4, POOL_SIZE)), "*");
  }

  private static void namespaceChooses(Scene scene, String pool, String wildcard) {
    String pattern = wildcard.isEmpty() ? pool : pool.substring(0, pool.length() - 2) + wildcard;
    String namespace =
        scene.namespace("chosen", Map.of(), Map.of(NAMESPACE_POOL, Annotations.list(pattern)));
    new Pods(namespace).create(Workloads.deployment("app", 2, Map.of()));
    new Ledgered(scene).exactly(new Pods(namespace).running("app", 2), pool);
  }

  @Test
  void A00008_severalContainersAndALongAnnotation(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    Map<String, String> annotations = new TreeMap<>(Annotations.ippool(pool));
    annotations.put("long", "x".repeat(200));
    Pod one = Workloads.pod("app", annotations);
    scene
        .pods()
        .create(
            new PodBuilder(one)
                .editSpec()
                .addNewContainerLike(one.getSpec().getContainers().getFirst())
                .withName("second")
                .endContainer()
                .endSpec()
                .build());
    new Ledgered(scene).exactly(scene.pods().running("app", 1), pool);
  }

  @Test
  @Quick
  void A00009_deploymentMovesToAnotherPool(Scene scene) {
    String old = scene.pool("old", block(Net.V4, POOL_SIZE));
    String fresh = scene.pool("fresh", block(Net.V4, POOL_SIZE));
    scene.pods().create(Workloads.deployment("app", 2, Annotations.ippool(old)));
    List<Pod> before = scene.pods().running("app", 2);
    annotate(scene, "deployment/app", Annotations.ippool(fresh));
    List<Pod> after = scene.pods().runningAnew("app", before);
    new Ledgered(scene).exactly(after, fresh);
    new Ledgered(scene).empty(old);
  }

  @Test
  void A00009_statefulSetMovesToAnotherPool(Scene scene) {
    String old = scene.pool("old", block(Net.V4, POOL_SIZE));
    String fresh = scene.pool("fresh", block(Net.V4, POOL_SIZE));
    scene.pods().create(Workloads.statefulSet("app", 2, Annotations.ippool(old)));
    List<Pod> before = scene.pods().running("app", 2);
    annotate(scene, "statefulset/app", Annotations.ippool(fresh));
    List<Pod> after = scene.pods().runningAnew("app", before);
    new Ledgered(scene).exactly(after, fresh);
    new Ledgered(scene).empty(old);
  }

  /** Changes the annotations of a workload's template. */
  static void annotate(Scene scene, String workload, Map<String, String> annotations) {
    String patch =
        io.fabric8.kubernetes.client.utils.Serialization.asJson(
            Map.of(
                "spec",
                Map.of("template", Map.of("metadata", Map.of("annotations", annotations)))));
    RealCluster.kubectl("-n", scene.namespace(), "patch", workload, "--type=merge", "-p", patch);
  }

  @Test
  void A00011_poolRoutesWithAndWithoutCleanGateway(Scene scene) {
    Block block = block(Net.V4, POOL_SIZE);
    String route = "routes: [{dst: 192.0.2.0/24, gw: %s}]".formatted(block.net().gateway);
    String pool = scene.pool("v4", block, route);
    for (boolean clean : List.of(false, true)) {
      String name = clean ? "clean" : "plain";
      String item =
          "[{\"interface\": \"eth0\", \"ipv4\": [\"%s\"], \"cleangateway\": %s}]"
              .formatted(pool, clean);
      scene.pods().create(Workloads.pod(name, Map.of(Annotations.IPPOOLS, item)));
      String routes = scene.pods().exec(scene.pods().running(name, 1).getFirst(), "ip", "route");
      assertThat(routes).contains("192.0.2.0/24 via " + block.net().gateway);
      assertThat(routes.contains("default via " + block.net().gateway)).isEqualTo(!clean);
    }
  }

  @Test
  void A00013_ippoolsOmitsTheInterface(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    String item = "[{\"interface\": \"net7\", \"ipv4\": [\"%s\"]}]".formatted(pool);
    scene.pods().create(Workloads.pod("app", Map.of(Annotations.IPPOOLS, item)));
    scene.pods().refused("app", "must be specified");
    new Ledgered(scene).empty(pool);
  }

  @Test
  void A00014_ippoolsNamesAnInterfaceTwice(Scene scene) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE));
    String item = "{\"interface\": \"eth0\", \"ipv4\": [\"%s\"]}".formatted(pool);
    scene
        .pods()
        .create(Workloads.pod("app", Map.of(Annotations.IPPOOLS, "[" + item + "," + item + "]")));
    scene.pods().refused("app", "");
    new Ledgered(scene).empty(pool);
  }

  @Test
  void A00015_wildcardInIppools(Scene scene) {
    String pool = scene.pool("wild", block(Net.V4, POOL_SIZE));
    String other = scene.pool("other", block(Net.V4, POOL_SIZE));
    scene.pods().create(Workloads.pod("app", Annotations.ippools(scene.poolName("wi*"))));
    new Ledgered(scene).exactly(scene.pods().running("app", 1), pool);
    new Ledgered(scene).empty(other);
  }
}
