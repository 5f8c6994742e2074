package io.gridpool.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rows of the acceptance catalogue about reclaim (reference §10.6) that need no kubelet. */
@Tag("real-api")
class ReclaimRowsRealTest {
  private static final String POOL = "rows";
  private static final Owner BARE = new Owner("", "Pod", "any");
  private static KubernetesClient client;

  private KubeLedger ledger;
  private StewardKube steward;
  private AgentKube agent;

  @BeforeAll
  static void connect() {
    client = RealApi.connect();
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @BeforeEach
  void begin() {
    KubeFixture.node(client, "n1");
    ledger = new KubeLedger();
    var room = KubeFixture.room(client, ledger, KubeFixture.REAL_SETTINGS);
    agent = new AgentKube(room, "n1", key -> java.util.Optional.empty());
    steward = new StewardKube(room, ledger, () -> true);
    steward.start();
    agent.startDirectories();
    agent.startMirror(ledger);
    KubeFixture.await("watching", () -> steward.watching() && agent.synced());
    var pool = KubeFixture.pool(POOL, "10.77.0.0/24", "10.77.0.10-10.77.0.14");
    if (client.resource(pool).get() == null) {
      var _ = client.resource(pool).create();
    }
    KubeFixture.await("pool", () -> ledger.pool(POOL).isPresent());
  }

  @AfterEach
  void end() {
    agent.close();
    steward.close();
  }

  private static void namespace(String name) {
    var space = new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
    var _ = client.resource(space).create();
    // Pods are let in once the namespace has its service account.
    KubeFixture.await(
        "service account",
        () -> client.serviceAccounts().inNamespace(name).withName("default").get() != null);
  }

  /** A pod of the node, running, with a lease and a mirrored endpoint. */
  private Pod leased(String namespace, String name, Owner owner) {
    Pod wanted =
        new PodBuilder(KubeFixture.pod(namespace, name, "n1"))
            .editSpec()
            .withTerminationGracePeriodSeconds(0L)
            .endSpec()
            .build();
    Pod pod = client.resource(wanted).create();
    var key = new EndpointKey(namespace, name);
    var _ = ledger.acquire(key, pod.getMetadata().getUid(), "n1", owner, POOL);
    status(pod, new PodStatusBuilder().withPhase("Running").addNewPodIP("10.77.0.99").build());
    KubeFixture.await("mirrored", () -> object(key) != null);
    return pod;
  }

  private static void status(Pod pod, PodStatus status) {
    KubeFixture.write(
        "the status of " + pod.getMetadata().getName(),
        () ->
            client
                .pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .editStatus(now -> new PodBuilder(now).withStatus(status).build()));
  }

  private static SpiderEndpoint object(EndpointKey key) {
    return client
        .resources(SpiderEndpoint.class)
        .inNamespace(key.namespace())
        .withName(key.name())
        .get();
  }

  private void awaitFreed(EndpointKey key) {
    KubeFixture.await(key + " freed", () -> ledger.endpoint(key) == null);
    KubeFixture.await(key + " has no object", () -> object(key) == null);
    KubeFixture.await(key + " has no record", () -> !records().contains("\"" + key + "\""));
  }

  private static String records() {
    SpiderIPPool.Status status =
        client.resources(SpiderIPPool.class).withName(POOL).get().getStatus();
    return status == null ? "" : Objects.requireNonNullElse(status.allocatedIPs(), "");
  }

  @Test
  void g00001ADeletedNamespaceTakesRecordsAndEndpointsWithIt() {
    namespace("g1");
    var _ = leased("g1", "a", BARE);
    var _ = leased("g1", "b", BARE);
    var _ = client.namespaces().withName("g1").delete();
    awaitFreed(new EndpointKey("g1", "a"));
    awaitFreed(new EndpointKey("g1", "b"));
    KubeFixture.await("gone", () -> client.namespaces().withName("g1").get() == null);
  }

  @Test
  void g00002APodOfTheSameNameInAnotherNamespaceStays() {
    namespace("g2a");
    namespace("g2b");
    Pod ends = leased("g2a", "same", BARE);
    var _ = leased("g2b", "same", BARE);
    KubeFixture.await("recorded", () -> records().contains("\"g2b/same\""));
    var _ = client.resource(ends).withGracePeriod(0).delete();
    awaitFreed(new EndpointKey("g2a", "same"));
    var stays = new EndpointKey("g2b", "same");
    assertThat(ledger.endpoint(stays)).isNotNull();
    assertThat(object(stays)).isNotNull();
    assertThat(records()).contains("\"g2b/same\"");
  }

  @Test
  void g00004ADeletionWithoutGraceIsReclaimed() {
    namespace("g4");
    Pod pod = leased("g4", "now", new Owner("apps", "DaemonSet", "any"));
    var _ = client.resource(pod).withGracePeriod(0).delete();
    awaitFreed(new EndpointKey("g4", "now"));
  }

  @Test
  void g00005ARecordOfAWrongPodIsRemovedAndTheRightOneStays() {
    namespace("g5");
    var _ = leased("g5", "right", BARE);
    KubeFixture.await("recorded", () -> records().contains("\"g5/right\""));
    dirty("\"10.77.0.14\":{\"pod\":\"g5/wrong\",\"podUid\":\"u\"}");
    KubeFixture.await("cleaned", () -> !records().contains("g5/wrong"));
    var ghost = new EndpointKey("g5", "ghost");
    var _ = ledger.acquire(ghost, "uid-ghost", "n1", BARE, POOL);
    awaitFreed(ghost);
    assertThat(records()).contains("\"g5/right\"");
  }

  @Test
  void g00007ARecordOfAWrongUidIsRemovedAndTheRightOneStays() {
    namespace("g7");
    Pod right = leased("g7", "right", BARE);
    KubeFixture.await("recorded", () -> records().contains("\"g7/right\""));
    dirty("\"10.77.0.14\":{\"pod\":\"g7/right\",\"podUid\":\"wrong\"}");
    KubeFixture.await("cleaned", () -> !records().contains("\"wrong\""));
    var key = new EndpointKey("g7", "other");
    var _ = client.resource(KubeFixture.pod("g7", "other", "n1")).create();
    var _ = ledger.acquire(key, "uid-wrong", "n1", BARE, POOL);
    awaitFreed(key);
    assertThat(records()).contains(right.getMetadata().getUid());
  }

  private static void dirty(String record) {
    KubeFixture.write(
        "a dirty record",
        () ->
            client
                .resources(SpiderIPPool.class)
                .withName(POOL)
                .editStatus(pool -> {
                  var status = pool.getStatus();
                  pool.setStatus(
                      new SpiderIPPool.Status(
                          "{" + record + "}",
                          status.totalIPCount(),
                          status.allocatedIPCount(),
                          status.conditions()));
                  return pool;
                }));
  }

  @Test
  void g00006FinishedJobPodsGiveTheirAddressesBackAndStay() {
    namespace("g6");
    for (String phase : Set.of("Succeeded", "Failed")) {
      String name = "job-" + phase.toLowerCase(java.util.Locale.ROOT);
      Pod pod = leased("g6", name, new Owner("batch", "Job", "job"));
      status(pod, new PodStatusBuilder().withPhase(phase).build());
      awaitFreed(new EndpointKey("g6", name));
      assertThat(client.resource(pod).get()).isNotNull();
    }
  }

  @Test
  void g00010AStatefulSetThatTakesItsNetworkElsewhereGivesItsAddressesBack() {
    namespace("g10");
    var _ = client.resource(EndpointStory.set("g10", "web", 1)).create();
    Pod old = leased("g10", "web-5", new Owner("apps", "StatefulSet", "web"));
    var set = client.apps().statefulSets().inNamespace("g10").withName("web");
    var _ = set.scale(9);
    String uid = old.getMetadata().getUid();
    var _ = client.resource(old).withGracePeriod(0).delete();
    var key = new EndpointKey("g10", "web-5");
    var _ = ledger.submit(new Release(key, uid, "c0ffee".repeat(10), true));
    Pod next = client.resource(KubeFixture.pod("g10", "web-5", "n1")).create();
    assertThat(ledger.endpoint(key)).isNotNull();
    status(next, new PodStatusBuilder().withPhase("Running").addNewPodIP("10.244.0.9").build());
    awaitFreed(key);
  }

  @Test
  void g00011TwoStatefulSetsShareOnePoolByTurns() {
    namespace("g11");
    try (var kubelet = new PlayedKubelet(client, ledger, "g11", POOL)) {
      var a = client.resource(EndpointStory.set("g11", "a", 0)).create();
      var b = client.resource(EndpointStory.set("g11", "b", 0)).create();
      for (int turn = 0; turn < 4; turn++) {
        var up = client.resource(turn % 2 == 0 ? a : b);
        var down = client.resource(turn % 2 == 0 ? b : a);
        var _ = down.scale(0);
        var _ = up.scale(5);
        String prefix = turn % 2 == 0 ? "a-" : "b-";
        KubeFixture.await(
            "five pods of " + prefix + " run", () -> kubelet.running(prefix).size() == 5);
        assertThat(kubelet.running("")).hasSize(5);
        assertThat(Set.copyOf(kubelet.running("").values())).hasSize(5);
        Set<String> held =
            ledger.endpoints("g11").stream()
                .map(endpoint -> endpoint.key().name())
                .collect(Collectors.toSet());
        assertThat(held).isEqualTo(kubelet.running(prefix).keySet());
      }
    }
  }
}
