package io.gridpool.agent.kube.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.KubeLedger;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.loop.ReclaimSettings;
import io.gridpool.grid.LedgerGate;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A ledger with one small pool, an API server, and a reclaim between them that can be stopped at
 * its two waits: before it asks the API server, and before it submits.
 */
final class ReclaimWorld implements LedgerGate {
  static final String POOL = "v4";
  static final Owner BARE = new Owner("", "Pod", "any");
  static final Runnable NOTHING = () -> {};

  final KubernetesClient client;
  final KubeLedger ledger = new KubeLedger();
  final AtomicLong clockMs = new AtomicLong(System.currentTimeMillis());
  final ApiBudget budget = new ApiBudget(10_000);
  ReclaimSettings settings = ReclaimSettings.DEFAULT;
  boolean statefulSets = true;
  Runnable beforeSubmit = NOTHING;
  Runnable afterSubmit = NOTHING;

  ReclaimWorld(KubernetesClient client) {
    this.client = client;
    var spec =
        new PoolSpec(
            POOL,
            Subnet.parse("10.66.0.0/24"),
            List.of(AddressRange.parse("10.66.0.10-10.66.0.13")),
            List.of(),
            0,
            false,
            "");
    assertThat(ledger.submit(new PutPool(spec))).isInstanceOf(Outcome.PoolStored.class);
  }

  @Override
  public List<Outcome> submit(List<Command> commands, Duration limit) {
    beforeSubmit.run();
    List<Outcome> outcomes = ledger.submit(commands, limit);
    afterSubmit.run();
    return outcomes;
  }

  @Override
  public Answer ask(Query query, Duration limit) {
    return ledger.ask(query, limit);
  }

  /** The rule with this world's clock and switches. */
  LeaseJudge judge() {
    return new LeaseJudge(settings, () -> statefulSets, clockMs::get);
  }

  /** Evidence from the API server. */
  ClusterSight asked() {
    return new AskedSight(client, budget);
  }

  /** Looks at one endpoint; whether it was freed. */
  boolean check(EndpointKey key) {
    return reclaim().check(key);
  }

  LeaseReclaim reclaim() {
    return new LeaseReclaim(room(), judge(), asked());
  }

  KubeRoom room() {
    IpamSettings ipam = new IpamSettings("n1", true, true, statefulSets);
    return new KubeRoom(client, this, KubeFixture.SETTINGS, () -> ipam);
  }

  /** A running pod on a node. */
  Pod pod(EndpointKey key, String node) {
    Pod pod = client.resource(KubeFixture.pod(key.namespace(), key.name(), node)).create();
    return status(pod, running("10.66.0.99"));
  }

  /** A pod whose kubelet has said nothing yet. */
  Pod pendingPod(EndpointKey key) {
    return client.resource(KubeFixture.pod(key.namespace(), key.name(), "n1")).create();
  }

  /** A pod that is being deleted and stays, because somebody's finalizer holds it. */
  Pod endingPod(EndpointKey key, String node) {
    Pod held =
        new PodBuilder(KubeFixture.pod(key.namespace(), key.name(), node))
            .editMetadata()
            .addToFinalizers("test.gridpool.io/held")
            .endMetadata()
            .build();
    Pod pod = client.resource(held).create();
    var _ = client.resource(pod).delete();
    KubeFixture.await("being deleted", () -> deletionMs(key) > 0);
    return client.resource(pod).get();
  }

  /** When the grace of a pod ends. */
  long deletionMs(EndpointKey key) {
    Pod pod = client.pods().inNamespace(key.namespace()).withName(key.name()).get();
    return PodSight.timeMs(pod.getMetadata().getDeletionTimestamp());
  }

  /** Ends a pod at once, finalizers or not. */
  void end(EndpointKey key) {
    var pod = client.pods().inNamespace(key.namespace()).withName(key.name());
    if (pod.get() != null && !pod.get().getMetadata().getFinalizers().isEmpty()) {
      var _ =
          pod.edit(p -> new PodBuilder(p).editMetadata().withFinalizers().endMetadata().build());
    }
    var _ = pod.withGracePeriod(0).delete();
    KubeFixture.await("gone", () -> pod.get() == null);
  }

  Pod status(Pod pod, PodStatus status) {
    var named =
        client
            .pods()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName());
    KubeFixture.write(
        "the status of " + pod.getMetadata().getName(),
        () -> named.editStatus(now -> new PodBuilder(now).withStatus(status).build()));
    return named.get();
  }

  static PodStatus running(String... ips) {
    var status = new PodStatusBuilder().withPhase("Running");
    for (String ip : ips) {
      status.addNewPodIP(ip).withPodIP(ips[0]);
    }
    return status.build();
  }

  static PodStatus phase(String phase) {
    return new PodStatusBuilder().withPhase(phase).build();
  }

  /** Makes a node whose kubelet reports, or stops its reports. */
  void node(String name, boolean ready) {
    KubeFixture.node(client, name);
    Node wanted = KubeFixture.readyNode(name);
    wanted.getStatus().getConditions().getFirst().setStatus(ready ? "True" : "Unknown");
    KubeFixture.write(
        "the state of " + name,
        () ->
            client
                .nodes()
                .withName(name)
                .editStatus(node -> {
                  node.setStatus(wanted.getStatus());
                  return node;
                }));
  }

  /** A StatefulSet of the group apps that gets no pods: their service account is nobody. */
  StatefulSet set(String name, int start, int replicas, Map<String, String> annotations) {
    StatefulSet set =
        new StatefulSetBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withReplicas(replicas)
            .withServiceName(name)
            .withNewOrdinals(start)
            .withNewSelector()
            .addToMatchLabels("app", name)
            .endSelector()
            .withNewTemplate()
            .withNewMetadata()
            .addToLabels("app", name)
            .withAnnotations(annotations)
            .endMetadata()
            .withSpec(template())
            .endTemplate()
            .endSpec()
            .build();
    return client.resource(set).create();
  }

  private static PodSpec template() {
    PodSpec spec = KubeFixture.pod("default", "any", "n1").getSpec();
    spec.setServiceAccountName("nobody");
    return spec;
  }

  void scale(String set, int replicas) {
    var _ = client.apps().statefulSets().inNamespace("default").withName(set).scale(replicas);
  }

  static Owner setOwner(String name) {
    return new Owner("apps", "StatefulSet", name);
  }

  void lease(EndpointKey key, Pod pod, Owner owner) {
    lease(key, pod.getMetadata().getUid(), pod.getSpec().getNodeName(), owner);
  }

  void lease(EndpointKey key, String uid, String node, Owner owner) {
    var _ = ledger.acquire(key, uid, node, owner, POOL);
  }

  /** What a bare pod that asks for an address gets. */
  Outcome ask(EndpointKey key) {
    List<Want> wants = List.of(new Want("eth0", IpFamily.V4, List.of(POOL)));
    return ledger.submit(
        new Acquire(key, "uid-" + key.name(), "n1", "c0ffee".repeat(10), BARE, false, wants));
  }

  boolean holds(EndpointKey key) {
    return ledger.endpoint(key) != null;
  }
}
