package io.gridpool.loadtest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderReservedIP;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * What one test has for itself: a namespace, pools, reservations, their pods. Closing it removes
 * all of it, and fails unless every pool ends empty.
 */
final class Scene implements AutoCloseable {
  private static final Duration REMOVAL = Duration.ofMinutes(2);
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final String name;
  private final List<String> namespaces = new CopyOnWriteArrayList<>();
  private final List<String> pools = new CopyOnWriteArrayList<>();
  private final List<HasMetadata> others = new CopyOnWriteArrayList<>();

  Scene(String row) {
    name = row + "-" + Long.toString(ProcessHandle.current().pid(), 36) + NEXT.incrementAndGet();
    namespace("main", Map.of(), Map.of());
  }

  /** The administrator's client. */
  KubernetesClient client() {
    return RealCluster.CLIENT;
  }

  /** The test's own namespace. */
  String namespace() {
    return namespaces.getFirst();
  }

  /** One more namespace, removed like the first. */
  String namespace(String suffix, Map<String, String> labels, Map<String, String> annotations) {
    String full = name + "-" + suffix;
    client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(full)
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .build())
        .create();
    namespaces.add(full);
    return full;
  }

  /** The workloads of the test's own namespace. */
  Pods pods() {
    return new Pods(namespace());
  }

  /** The full name of a pool of this test, whether it exists or not. */
  String poolName(String suffix) {
    return name + "-" + suffix;
  }

  /** A pool of the whole block with further lines of its spec; returns when the ledger has it. */
  String pool(String suffix, Addresses.Block block, String... specLines) {
    String full = createPool(suffix, block, specLines);
    Eventually.passes(
        "pool " + full + " in the ledger",
        Eventually.MIRROR,
        () -> assertThat(status(full).totalIPCount()).isNotNull());
    return full;
  }

  /** The same without waiting for the ledger's word. */
  String createPool(String suffix, Addresses.Block block, String... specLines) {
    String lines = String.join("\n", specLines);
    String spec =
        "subnet: \""
            + block.net().subnet
            + "\"\n"
            + (lines.contains("ips:") ? "" : "ips: [\"" + block.all() + "\"]\n")
            + (lines.contains("gateway:") ? "" : "gateway: \"" + block.net().gateway + "\"\n")
            + lines;
    SpiderIPPool pool = new SpiderIPPool();
    pool.setMetadata(new ObjectMetaBuilder().withName(poolName(suffix)).build());
    pool.setSpec(Serialization.unmarshal(spec, SpiderIPPool.Spec.class));
    client().resource(pool).create();
    pools.add(poolName(suffix));
    return poolName(suffix);
  }

  /** Merges these YAML lines into the pool's spec; {@code null} removes a field. */
  void editPool(String pool, String yaml) {
    RealCluster.kubectl(
        "patch", "sp", pool, "--type=merge", "-p", json("spec:\n" + yaml.indent(2)));
  }

  private static String json(String yaml) {
    return Serialization.asJson(Serialization.unmarshal(yaml, Map.class));
  }

  SpiderIPPool readPool(String pool) {
    SpiderIPPool found = client().resources(SpiderIPPool.class).withName(pool).get();
    assertThat(found).as("pool " + pool).isNotNull();
    return found;
  }

  /** The pool's status; all fields absent before the first one is written. */
  SpiderIPPool.Status status(String pool) {
    SpiderIPPool.Status status = readPool(pool).getStatus();
    return status == null ? new SpiderIPPool.Status(null, null, null, null) : status;
  }

  /** Writes the pool's status as somebody who should not. */
  void editStatus(String pool, UnaryOperator<SpiderIPPool> edit) {
    client().resources(SpiderIPPool.class).withName(pool).editStatus(edit);
  }

  /** A SpiderSubnet of the block's net and addresses with further lines of its spec. */
  String subnet(String suffix, Addresses.Block block, String... specLines) {
    String yaml =
        "apiVersion: spiderpool.spidernet.io/v2beta1\nkind: SpiderSubnet\nmetadata: {name: "
            + poolName(suffix)
            + "}\nspec:\n"
            + ("subnet: \"" + block.net().subnet + "\"\nips: [\"" + block.all() + "\"]\n").indent(2)
            + String.join("\n", specLines).indent(2);
    return create(Serialization.unmarshal(yaml, SpiderSubnet.class)).getMetadata().getName();
  }

  /** The pools that were made for applications of the test's own namespace, by name. */
  List<String> automaticPools() {
    return client()
        .resources(SpiderIPPool.class)
        .withLabel(CrdNames.LABEL_APP_NAMESPACE, namespace())
        .list()
        .getItems()
        .stream()
        .map(pool -> pool.getMetadata().getName())
        .sorted()
        .toList();
  }

  /** Reserves these ranges until {@link #unreserve}. */
  String reserve(String suffix, String... ranges) {
    SpiderReservedIP reserved = new SpiderReservedIP();
    reserved.setMetadata(new ObjectMetaBuilder().withName(poolName(suffix)).build());
    reserved.setSpec(new SpiderReservedIP.Spec(null, List.of(ranges)));
    others.add(client().resource(reserved).create());
    return poolName(suffix);
  }

  void unreserve(String reservation) {
    client().resources(SpiderReservedIP.class).withName(reservation).delete();
  }

  /** Creates a cluster-wide or foreign object that goes with the test. */
  <T extends HasMetadata> T create(T object) {
    T created = client().resource(object).create();
    others.add(created);
    return created;
  }

  /** What exists now, for the log of a failed test. */
  String account() {
    StringBuilder text = new StringBuilder();
    for (String each : namespaces) {
      text.append(RealCluster.kubectl("-n", each, "get", "po,se", "-o", "wide"))
          .append(RealCluster.kubectl("-n", each, "get", "events", "--sort-by=.lastTimestamp"));
    }
    pools.forEach(pool -> text.append(RealCluster.kubectl("get", "sp", pool, "-o", "yaml")));
    return text.toString();
  }

  @Override
  public void close() {
    namespaces.forEach(each -> client().namespaces().withName(each).delete());
    others.reversed().forEach(each -> client().resource(each).delete());
    for (String each : namespaces) {
      Eventually.passes(
          "namespace " + each + " removed",
          REMOVAL,
          () -> assertThat(client().namespaces().withName(each).get()).isNull());
    }
    pools.forEach(this::removePool);
  }

  private void removePool(String pool) {
    if (client().resources(SpiderIPPool.class).withName(pool).get() == null) {
      return;
    }
    new Ledgered(this).empty(pool);
    client().resources(SpiderIPPool.class).withName(pool).delete();
    Eventually.passes(
        "pool " + pool + " removed",
        REMOVAL,
        () -> assertThat(client().resources(SpiderIPPool.class).withName(pool).get()).isNull());
  }
}
