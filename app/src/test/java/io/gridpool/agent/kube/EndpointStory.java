package io.gridpool.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.EndpointIp;
import io.gridpool.agent.kube.crd.Route;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Rebind;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What must hold for endpoints, against any API server. */
final class EndpointStory implements AutoCloseable {
  private static final Owner SET = new Owner("apps", "StatefulSet", "db");

  private final KubernetesClient client;
  private final KubeLedger ledger = new KubeLedger();
  private final AgentKube agent;
  private final StewardKube steward;

  EndpointStory(KubernetesClient client, KubeSettings settings) {
    this.client = client;
    KubeRoom room = KubeFixture.room(client, ledger, settings);
    this.agent = new AgentKube(room, "n1", key -> Optional.of("c0ffee".repeat(10)));
    this.steward = new StewardKube(room, ledger, () -> true);
  }

  void start() {
    KubeFixture.node(client, "n1");
    KubeFixture.node(client, "n2");
    steward.start();
    agent.startDirectories();
    agent.startMirror(ledger);
    KubeFixture.await("agent watching", () -> agent.synced() && agent.watching());
    KubeFixture.await("steward watching", steward::watching);
    var _ =
        client.resource(KubeFixture.pool("e4", "10.16.0.0/16", "10.16.1.0-10.16.1.99")).create();
    var _ = client.resource(KubeFixture.pool("e6", "fd00::/64", "fd00::100-fd00::1ff")).create();
    KubeFixture.await(
        "pools", () -> ledger.pool("e4").isPresent() && ledger.pool("e6").isPresent());
  }

  @Override
  public void close() {
    agent.close();
    steward.close();
  }

  void findsPodsOfItsOwnNodeOnly() {
    Pod here = client.resource(KubeFixture.pod("default", "here", "n1")).create();
    var _ = client.resource(KubeFixture.pod("default", "there", "n2")).create();
    var key = new EndpointKey("default", "here");
    KubeFixture.await("cached", () -> agent.pods().cached(key).isPresent());
    assertThat(agent.pods().cached(key).orElseThrow().uid()).isEqualTo(here.getMetadata().getUid());
    assertThat(agent.pods().current(new EndpointKey("default", "there"))).isPresent();
    assertThat(agent.pods().cached(new EndpointKey("default", "there"))).isEmpty();
    assertThat(agent.cluster().namespace("default")).isPresent();
  }

  void mirrorsAnEndpointInSpiderpoolsShape() {
    var key = new EndpointKey("default", "here");
    String uid = agent.pods().cached(key).orElseThrow().uid();
    var endpoint = ledger.acquire(key, uid, "n1", new Owner("", "Pod", "here"), "e4", "e6");
    // A sweep of the steward may come first; only the agent of the node knows the container's id.
    KubeFixture.await("mirrored by its agent", () -> isMirroredByItsAgent(key));
    SpiderEndpoint object = object(key);
    EndpointIp ip = object.getStatus().current().ips().getFirst();
    assertThat(object.getMetadata().getFinalizers()).containsExactly(CrdNames.FINALIZER);
    assertThat(object.getMetadata().getOwnerReferences())
        .singleElement()
        .matches(owner -> owner.getUid().equals(uid) && owner.getController() == null);
    assertThat(object.getStatus().current().uid()).isEqualTo(uid);
    assertThat(object.getStatus().current().containerID()).isEqualTo("c0ffee".repeat(10));
    assertThat(object.getStatus().current().creationTime()).isEqualTo("1970-01-01T00:16:40Z");
    assertThat(object.getStatus().history()).containsExactly(object.getStatus().current());
    assertThat(object.getStatus().ownerControllerType()).isEqualTo("Pod");
    assertThat(ip.nic()).isEqualTo("eth0");
    assertThat(List.of(ip.ipv4(), ip.ipv6()))
        .containsExactlyElementsOf(endpoint.leases().stream().map(lease -> lease.cidr()).toList());
    assertThat(ip.ipv4Gateway()).isEqualTo("10.16.0.1");
    assertThat(ip.ipv6Pool()).isEqualTo("e6");
  }

  private boolean isMirroredByItsAgent(EndpointKey key) {
    SpiderEndpoint object = object(key);
    return object != null && object.getStatus().current().containerID() != null;
  }

  void tellsTheRoutesAndTheCleanGatewayThatThePodAskedFor() {
    Pod pod = client.resource(KubeFixture.pod("default", "routes", "n1")).create();
    var key = new EndpointKey("default", "routes");
    var _ =
        ledger.submit(
            new Acquire(
                key,
                pod.getMetadata().getUid(),
                "n1",
                "c0ffee".repeat(10),
                new Owner("", "Pod", "routes"),
                false,
                List.of(new Want("eth0", IpFamily.V4, List.of("e4"))),
                true,
                "",
                "{\"routes\":[{\"dst\":\"10.99.0.0/16\",\"gw\":\"10.16.0.9\"}],\"clean\":[\"eth0\"]}"));
    KubeFixture.await("mirrored", () -> object(key) != null);
    EndpointIp ip = object(key).getStatus().current().ips().getFirst();
    assertThat(ip.cleanGateway()).isTrue();
    assertThat(ip.routes()).containsExactly(new Route("10.99.0.0/16", "10.16.0.9"));
  }

  void freesWhatAVanishedPodLeftAndDeletesItsObject() {
    var key = new EndpointKey("default", "here");
    var _ = client.pods().inNamespace("default").withName("here").withGracePeriod(0).delete();
    KubeFixture.await("freed", () -> ledger.endpoint(key) == null);
    KubeFixture.await("deleted", () -> object(key) == null);
  }

  void keepsTheAddressOfAStatefulSetsPodUntilItsOrdinalIsUnwanted() {
    var key = new EndpointKey("default", "db-1");
    var _ = client.resource(set(2)).create();
    Pod pod = client.resource(KubeFixture.pod("default", "db-1", "n1")).create();
    String uid = pod.getMetadata().getUid();
    var _ = ledger.acquire(key, uid, "n1", SET, "e4");
    KubeFixture.await("mirrored", () -> object(key) != null);
    assertThat(object(key).getMetadata().getOwnerReferences()).isEmpty();
    var _ = client.resource(pod).withGracePeriod(0).delete();
    var _ = ledger.submit(new Release(key, uid, "c0ffee".repeat(10), true));
    KubeFixture.await("the agent saw it go", () -> agent.pods().cached(key).isEmpty());
    assertThat(ledger.endpoint(key)).isNotNull();
    var _ =
        client
            .apps()
            .statefulSets()
            .inNamespace("default")
            .withName("db")
            .edit(set -> new StatefulSetBuilder(set).editSpec().withReplicas(1).endSpec().build());
    KubeFixture.await("freed", () -> ledger.endpoint(key) == null);
    KubeFixture.await("deleted", () -> object(key) == null);
  }

  void remembersEarlierHoldersNewestFirstAndNotTooMany() {
    var key = new EndpointKey("default", "log-1");
    var _ = client.resource(set("default", "log", 2)).create();
    String before = "";
    for (int i = 0; i < 5; i++) {
      Pod pod = client.resource(KubeFixture.pod("default", "log-1", "n1")).create();
      String uid = pod.getMetadata().getUid();
      if (before.isEmpty()) {
        var _ = ledger.acquire(key, uid, "n1", new Owner("apps", "StatefulSet", "log"), "e4");
      } else {
        var _ = ledger.submit(new Rebind(key, before, uid, "n1", "c0ffee".repeat(10)));
      }
      KubeFixture.await("mirrored", () -> uid.equals(object(key).getStatus().current().uid()));
      // One look: the agent may still add the container's id to what the steward wrote.
      SpiderEndpoint.Status status = object(key).getStatus();
      var current = status.current();
      List<SpiderEndpoint.Current> history = Objects.requireNonNull(status.history());
      assertThat(history).hasSize(Math.min(i + 1, 3)).startsWith(current);
      assertThat(history.getLast().uid()).isNotEqualTo(i > 0 ? uid : "");
      if (i > 0) {
        assertThat(history.get(1).uid()).isEqualTo(before);
      }
      before = uid;
      var _ = client.resource(pod).withGracePeriod(0).delete();
      KubeFixture.await("gone", () -> client.resource(pod).get() == null);
    }
    var _ = client.apps().statefulSets().inNamespace("default").withName("log").delete();
    KubeFixture.await("freed", () -> ledger.endpoint(key) == null);
    KubeFixture.await("deleted", () -> object(key) == null);
  }

  void neverFreesALivePod() {
    var key = new EndpointKey("default", "lives");
    Pod pod = client.resource(KubeFixture.pod("default", "lives", "n2")).create();
    var _ =
        ledger.acquire(key, pod.getMetadata().getUid(), "n2", new Owner("", "Pod", "lives"), "e4");
    var ghost = new EndpointKey("default", "ghost");
    var _ = ledger.acquire(ghost, "uid-gone", "n2", new Owner("", "Pod", "ghost"), "e4");
    KubeFixture.await("the ghost is freed", () -> ledger.endpoint(ghost) == null);
    assertThat(ledger.endpoint(key)).isNotNull();
  }

  private SpiderEndpoint object(EndpointKey key) {
    return client
        .resources(SpiderEndpoint.class)
        .inNamespace(key.namespace())
        .withName(key.name())
        .get();
  }

  /** A StatefulSet whose selector no test pod carries, so that no controller makes pods. */
  private static StatefulSet set(int replicas) {
    return set("default", "db", replicas);
  }

  static StatefulSet set(String namespace, String name, int replicas) {
    var template =
        new PodBuilder(KubeFixture.pod(namespace, "template", "n1"))
            .editMetadata()
            .withName(null)
            .addToLabels("app", name)
            .endMetadata()
            .build();
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withServiceName(name)
        .withNewSelector()
        .addToMatchLabels("app", name)
        .endSelector()
        .withNewTemplate()
        .withMetadata(template.getMetadata())
        .withSpec(template.getSpec())
        .endTemplate()
        .endSpec()
        .build();
  }
}
