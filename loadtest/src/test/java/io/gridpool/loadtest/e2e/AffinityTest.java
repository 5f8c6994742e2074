package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.loadtest.e2e.Addresses.Block;
import io.gridpool.loadtest.e2e.Addresses.Net;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Catalogue §10.2: selectors of a pool decide who may use it. */
@RealNodes
class AffinityTest {
  private static final int POOL_SIZE = 10;
  private static final String NOWHERE = "{matchLabels: {kubernetes.io/hostname: nowhere}}";

  @Test
  void L00001_nodeAffinityMatches(Scene scene) {
    String selector = "{matchExpressions: [{key: kubernetes.io/hostname, operator: Exists}]}";
    serves(scene, "nodeAffinity: " + selector);
  }

  @Test
  @Quick
  void L00002_nodeAffinityMismatches(Scene scene) {
    refuses(scene, "nodeAffinity: " + NOWHERE);
  }

  @Test
  void L00003_namespaceAffinityMatches(Scene scene) {
    serves(
        scene,
        "namespaceAffinity: {matchLabels: {kubernetes.io/metadata.name: %s}}"
            .formatted(scene.namespace()));
  }

  @Test
  void L00004_namespaceAffinityMismatches(Scene scene) {
    refuses(scene, "namespaceAffinity: {matchLabels: {kubernetes.io/metadata.name: nowhere}}");
  }

  @Test
  void L00005_podAffinityMatches(Scene scene) {
    serves(scene, "podAffinity: {matchLabels: {app: app}}");
  }

  @Test
  void L00006_podAffinityMismatches(Scene scene) {
    refuses(scene, "podAffinity: {matchLabels: {app: other}}");
  }

  @Test
  void L00007_daemonSetAcrossZones(Scene scene) {
    Block first = block(Net.V4, POOL_SIZE);
    Block others = block(Net.V4, POOL_SIZE);
    String one =
        scene.pool("one", first, "nodeAffinity: {matchLabels: {kubernetes.io/hostname: n1}}");
    String two =
        scene.pool(
            "two",
            others,
            "nodeAffinity: {matchExpressions:"
                + " [{key: kubernetes.io/hostname, operator: NotIn, values: [n1]}]}");
    scene.pods().create(Workloads.daemonSet("each", Annotations.ippool(one, two)));
    List<Pod> pods = scene.pods().running("each", RealCluster.NODES.size());
    new Ledgered(scene).exactly(pods, one, two);
    for (Pod pod : pods) {
      Block expected = pod.getSpec().getNodeName().equals("n1") ? first : others;
      assertThat(Addresses.inside(Pods.address(pod), List.of(expected.all()))).isTrue();
    }
  }

  @Test
  void L00008_statefulSetMovesToAnotherPoolWhenItsAnnotationChanges(Scene scene) {
    String selector = "podAffinity: {matchLabels: {app: set}}";
    String old = scene.pool("old", block(Net.V4, POOL_SIZE), selector);
    String fresh = scene.pool("fresh", block(Net.V4, POOL_SIZE), selector);
    HasMetadata set = scene.pods().create(Workloads.statefulSet("set", 2, Annotations.ippool(old)));
    List<Pod> before = scene.pods().running("set", 2);
    List<String> endpointsBefore = endpointUids(scene, before);
    scene
        .client()
        .apps()
        .statefulSets()
        .inNamespace(scene.namespace())
        .withName("set")
        .edit(each ->
            new io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder(each)
                .editSpec()
                .editTemplate()
                .editMetadata()
                .addToAnnotations(Annotations.ippool(fresh))
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build());
    List<Pod> after = scene.pods().runningAnew("set", before);
    new Ledgered(scene).exactly(after, fresh);
    new Ledgered(scene).empty(old);
    assertThat(after.stream().map(Pods::address).toList())
        .doesNotContainAnyElementsOf(before.stream().map(Pods::address).toList());
    assertThat(endpointUids(scene, after)).doesNotContainAnyElementsOf(endpointsBefore);
    scene.pods().delete(set);
    new Ledgered(scene).empty(fresh);
    new Ledgered(scene).noEndpoint(scene.namespace(), "set-0");
  }

  /** The uids of the pods that the endpoints name. */
  private static List<String> endpointUids(Scene scene, List<Pod> pods) {
    return pods.stream()
        .map(new Ledgered(scene)::endpoint)
        .map(SpiderEndpoint::getStatus)
        .map(status -> status.current().uid())
        .toList();
  }

  @Test
  void L00009_severalPoolsInOneNamespaceAndOnePoolForSeveral(Scene scene) {
    String second = scene.namespace("second", Map.of(), Map.of());
    String names = "namespaceName: [%s, %s]".formatted(scene.namespace(), second);
    String shared = scene.pool("shared", block(Net.V4, POOL_SIZE), names);
    String own =
        scene.pool(
            "own", block(Net.V4, POOL_SIZE), "namespaceName: [%s]".formatted(scene.namespace()));
    scene.pods().create(Workloads.deployment("a", 1, Annotations.ippool(shared)));
    scene.pods().create(Workloads.deployment("b", 1, Annotations.ippool(own)));
    new Pods(second).create(Workloads.deployment("c", 1, Annotations.ippool(shared)));
    List<Pod> ofShared = new ArrayList<>(scene.pods().running("a", 1));
    ofShared.addAll(new Pods(second).running("c", 1));
    new Ledgered(scene).exactly(ofShared, shared);
    new Ledgered(scene).exactly(scene.pods().running("b", 1), own);
  }

  private static void serves(Scene scene, String specLine) {
    String pool = scene.pool("v4", block(Net.V4, POOL_SIZE), specLine);
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
