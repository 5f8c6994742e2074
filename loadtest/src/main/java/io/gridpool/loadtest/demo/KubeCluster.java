package io.gridpool.loadtest.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.loadtest.api.PoolObject;
import io.gridpool.loadtest.demo.Sandbox.Pod;
import io.gridpool.loadtest.process.AgentPlan.ApiAccess;
import io.gridpool.loadtest.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The story's cluster behind a kubeconfig: a real API server, or the embedded one.
 *
 * <p>A real one runs controllers, so the StatefulSet's pods are its own and the story only binds
 * them; the embedded one runs none, so the story makes the pods as the controller would.
 */
public final class KubeCluster implements Cluster {
  /** The namespace of all the story's pods. */
  public static final String NAMESPACE = "gridpool-demo";

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String SCHEDULER = "gridpool-demo";

  private final KubernetesClient client;
  private final Path kubeconfig;
  private final boolean embedded;
  private final List<CustomResourceDefinition> definitions;
  private final List<String> madeNodes = new ArrayList<>();

  public KubeCluster(Path kubeconfig, Path crds, boolean embedded) {
    this.kubeconfig = kubeconfig;
    this.embedded = embedded;
    this.client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
            .build();
    this.definitions = readDefinitions(crds);
  }

  private List<CustomResourceDefinition> readDefinitions(Path folder) {
    try (var files = Files.list(folder)) {
      return files
          .sorted()
          .map(file ->
              client.apiextensions().v1().customResourceDefinitions().load(file.toFile()).item())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String description() {
    return embedded
        ? "embedded (fabric8's mock server in CRUD mode: no controllers, no admission)"
        : "real, "
            + client.getMasterUrl()
            + ", Kubernetes "
            + client.getKubernetesVersion().getGitVersion();
  }

  @Override
  public ApiAccess access() {
    return new ApiAccess(kubeconfig.toString(), !embedded);
  }

  @Override
  public void prepare(Iterable<String> nodes) {
    if (!embedded) {
      definitions.forEach(
          definition -> client.resource(definition).forceConflicts().serverSideApply());
      definitions.forEach(definition ->
          client
              .resource(definition)
              .waitUntilCondition(
                  KubeCluster::established,
                  LIMIT.toMillis(),
                  java.util.concurrent.TimeUnit.MILLISECONDS));
    }
    if (client.resources(Grid.class).withName(Grid.NAME).get() != null) {
      throw new IllegalStateException(
          "this cluster has a Grid object already: an installation runs here, the demo would"
              + " disturb it");
    }
    createIfAbsent(() ->
        client
            .resource(
                new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
            .create());
    for (String node : nodes) {
      if (client.nodes().withName(node).get() == null) {
        client
            .resource(
                new NodeBuilder()
                    .withNewMetadata()
                    .withName(node)
                    .addToLabels("gridpool.io/demo", "true")
                    .endMetadata()
                    .build())
            .create();
        madeNodes.add(node);
      }
    }
    DemoPools.all().forEach(pool -> createIfAbsent(() -> client.resource(pool).create()));
  }

  private static boolean established(CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  @Override
  public void createStatefulSet(String name, int replicas) {
    createIfAbsent(() -> client.resource(DemoPods.statefulSet(name, replicas, SCHEDULER)).create());
  }

  @Override
  public Pod statefulPod(String name, String notUid, String node) {
    if (embedded) {
      var owner =
          client
              .apps()
              .statefulSets()
              .inNamespace(NAMESPACE)
              .withName(name.substring(0, name.lastIndexOf('-')))
              .get();
      client.resource(DemoPods.statefulPod(name, node, owner)).create();
    }
    Await.until(
        "pod " + name + " with a new uid",
        LIMIT,
        () -> uidOf(name).filter(uid -> !uid.equals(notUid)).isPresent());
    if (!embedded) {
      client
          .bindings()
          .inNamespace(NAMESPACE)
          .resource(
              new BindingBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .endMetadata()
                  .withNewTarget()
                  .withKind("Node")
                  .withName(node)
                  .endTarget()
                  .build())
          .create();
    }
    return new Pod(NAMESPACE, name, uidOf(name).orElseThrow(), node);
  }

  private java.util.Optional<String> uidOf(String name) {
    return java.util.Optional.ofNullable(client.pods().inNamespace(NAMESPACE).withName(name).get())
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .map(pod -> pod.getMetadata().getUid());
  }

  @Override
  public Pod barePod(String name, String node, String pool) {
    client.resource(DemoPods.barePod(name, node, pool)).create();
    return new Pod(NAMESPACE, name, uidOf(name).orElseThrow(), node);
  }

  @Override
  public void deletePod(Pod pod) {
    client.pods().inNamespace(NAMESPACE).withName(pod.name()).withGracePeriod(0).delete();
    Await.until(
        "pod " + pod.name() + " gone",
        LIMIT,
        () -> uidOf(pod.name()).filter(uid -> uid.equals(pod.uid())).isEmpty());
  }

  @Override
  public String table(String resource) {
    CustomResourceDefinition definition =
        definitions.stream()
            .filter(d ->
                d.getSpec().getNames().getShortNames() != null
                    && d.getSpec().getNames().getShortNames().contains(resource))
            .findFirst()
            .orElseThrow();
    List<GenericKubernetesResource> objects =
        client
            .genericKubernetesResources(CustomResourceDefinitionContext.fromCrd(definition))
            .inAnyNamespace()
            .list()
            .getItems();
    List<JsonNode> nodes =
        objects.stream()
            .map(object -> client.getKubernetesSerialization().convertValue(object, JsonNode.class))
            .toList();
    return ColumnTable.of(definition, nodes);
  }

  /** One more pool, without a gateway. */
  public void createPool(String name, String subnet, String ips) {
    client.resource(PoolObject.of(name, subnet, ips, null)).create();
  }

  @Override
  public boolean poolKnown(String name) {
    SpiderIPPool pool = client.resources(SpiderIPPool.class).withName(name).get();
    return pool != null && pool.getStatus() != null && pool.getStatus().totalIPCount() != null;
  }

  @Override
  public long allocated(String name) {
    SpiderIPPool pool = client.resources(SpiderIPPool.class).withName(name).get();
    return pool == null || pool.getStatus() == null
        ? -1
        : Objects.requireNonNullElse(pool.getStatus().allocatedIPCount(), -1L);
  }

  /** Whether the pod has its endpoint object. */
  public boolean isMirrored(Pod pod) {
    return client
            .resources(SpiderEndpoint.class)
            .inNamespace(pod.namespace())
            .withName(pod.name())
            .get()
        != null;
  }

  private static void createIfAbsent(Runnable create) {
    try {
      create.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    if (!embedded) {
      client.apps().statefulSets().inNamespace(NAMESPACE).delete();
      client.pods().inNamespace(NAMESPACE).withGracePeriod(0).delete();
      DemoPools.all().forEach(pool -> client.resource(pool).delete());
      madeNodes.forEach(node -> client.nodes().withName(node).delete());
      client.namespaces().withName(NAMESPACE).delete();
      client.resources(Grid.class).withName(Grid.NAME).delete();
    }
    client.close();
  }
}
