package io.gridpool.loadtest.load.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gridpool.loadtest.process.Await;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The Node objects of hollow nodes, ready and with a heartbeat, so that the scheduler uses them.
 */
public final class NodeObjects implements AutoCloseable {
  private static final String LEASES = "kube-node-lease";
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int HEARTBEAT_S = 10;
  private static final int LEASE_S = 40;
  private static final Map<String, Quantity> CAPACITY =
      Map.of(
          "cpu",
          new Quantity("1000"),
          "memory",
          new Quantity("4Ti"),
          "pods",
          new Quantity("10000"));

  private final KubernetesClient client;
  private final List<String> names;
  private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();

  public NodeObjects(KubernetesClient client, List<String> names) {
    this.client = client;
    this.names = List.copyOf(names);
  }

  /** Registers all, and waits until the controllers let pods onto them. */
  public void register() {
    for (String name : names) {
      Node node =
          new NodeBuilder()
              .withNewMetadata()
              .withName(name)
              .addToLabels("kubernetes.io/hostname", name)
              .addToLabels("gridpool.io/hollow", "true")
              .endMetadata()
              .build();
      var _ = client.resource(node).create();
      ready(name);
      beatFirst(name);
    }
    var _ = heart.scheduleAtFixedRate(this::beat, HEARTBEAT_S, HEARTBEAT_S, TimeUnit.SECONDS);
    Await.until("hollow nodes without taints", LIMIT, () -> names.stream().allMatch(this::usable));
  }

  private boolean usable(String name) {
    Node node = client.nodes().withName(name).get();
    return node != null && node.getSpec().getTaints().isEmpty();
  }

  private void ready(String name) {
    Node status =
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewStatus()
            .withCapacity(CAPACITY)
            .withAllocatable(CAPACITY)
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .withReason("HollowNode")
            .withLastHeartbeatTime(now())
            .withLastTransitionTime(now())
            .endCondition()
            .endStatus()
            .build();
    var _ =
        client
            .nodes()
            .withName(name)
            .subresource("status")
            .patch(
                PatchContext.of(PatchType.STRATEGIC_MERGE),
                client.getKubernetesSerialization().asJson(status));
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void beatFirst(String name) {
    var _ =
        client
            .resource(
                new LeaseBuilder()
                    .withNewMetadata()
                    .withNamespace(LEASES)
                    .withName(name)
                    .endMetadata()
                    .withNewSpec()
                    .withHolderIdentity(name)
                    .withLeaseDurationSeconds(LEASE_S)
                    .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                    .endSpec()
                    .build())
            .serverSideApply();
  }

  private void beat() {
    for (String name : names) {
      try {
        String renewed = "{\"spec\": {\"renewTime\": \"%s\"}}".formatted(micros());
        var _ =
            client
                .leases()
                .inNamespace(LEASES)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), renewed);
      } catch (KubernetesClientException e) {
        // A server that does not answer gets the next one; its controllers wait longer than that.
      }
    }
  }

  private static String micros() {
    return ZonedDateTime.now(ZoneOffset.UTC)
        .format(java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'"));
  }

  @Override
  public void close() {
    heart.shutdownNow();
    for (String name : names) {
      client.nodes().withName(name).delete();
      client.leases().inNamespace(LEASES).withName(name).delete();
    }
  }
}
