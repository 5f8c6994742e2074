package io.gridpool.agent.kube;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderReservedIP;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.agent.kube.loop.NetworkSettings;
import io.gridpool.agent.kube.loop.ReclaimSettings;
import io.gridpool.grid.LedgerGate;
import io.gridpool.ledger.model.Subnet;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Objects and settings that the tests of this room share. */
public final class KubeFixture {
  /** The coordinator's CNI folder is one that no machine has. */
  private static final NetworkSettings NETWORKS =
      new NetworkSettings(
          true,
          "gridpool",
          NetworkSettings.PluginPaths.STANDARD,
          "default",
          Path.of("/nonexistent/cni"),
          new KubeSettings.ConfName("kube-system", "cilium-config"),
          300);

  /** Short times, so that tests end soon. */
  public static final KubeSettings SETTINGS =
      new KubeSettings(
          new KubeSettings.Pace(5_000, 50, 20, 500),
          new KubeSettings.Rounds(300, 20, 1_000, 500),
          new KubeSettings.Objects(
              false, "default", new KubeSettings.ConfName("default", "spiderpool-conf"), 3),
          ReclaimSettings.DEFAULT,
          NETWORKS);

  /** The same against a server that filters pods by node. */
  public static final KubeSettings REAL_SETTINGS =
      SETTINGS.with(SETTINGS.objects().withPodsByNode(true));

  /** All switches on. */
  public static final IpamSettings IPAM = new IpamSettings("n1", true, true, true);

  /**
   * Room for a slow machine, and for what comes in rounds: the cluster's own garbage collector
   * hears of a new kind after 30 s, a watch that was cut comes back after up to 32 s.
   */
  private static final long AWAIT_MS = 90_000;

  private KubeFixture() {}

  /** What the parts of the room stand on. */
  public static KubeRoom room(KubernetesClient client, LedgerGate gate, KubeSettings settings) {
    return new KubeRoom(client, gate, settings, () -> IPAM);
  }

  /** A node whose kubelet reports, made unless it is there; the client may have repeated itself. */
  public static void node(KubernetesClient client, String name) {
    if (client.nodes().withName(name).get() == null) {
      var _ = client.resource(readyNode(name)).createOr(NonDeletingOperation::patch);
    }
  }

  /** A node whose kubelet reports. */
  public static Node readyNode(String name) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  /** Tells a mock server of our kinds. */
  public static void expectKinds(KubernetesMockServer server) {
    server.expectCustomResource(
        CustomResourceDefinitionContext.fromCustomResourceType(SpiderIPPool.class));
    server.expectCustomResource(
        CustomResourceDefinitionContext.fromCustomResourceType(SpiderReservedIP.class));
    server.expectCustomResource(CustomResourceDefinitionContext.fromCustomResourceType(Grid.class));
    server.expectCustomResource(
        CustomResourceDefinitionContext.fromCustomResourceType(SpiderSubnet.class));
    server.expectCustomResource(
        new CustomResourceDefinitionContext.Builder()
            .withGroup(CrdNames.GROUP)
            .withVersion(CrdNames.VERSION)
            .withKind("SpiderEndpoint")
            .withPlural("spiderendpoints")
            .withName("spiderendpoints." + CrdNames.GROUP)
            .withScope("Namespaced")
            .withStatusSubresource(false)
            .build());
  }

  /** A pool as a user writes it. */
  public static SpiderIPPool pool(String name, String subnet, String... ips) {
    SpiderIPPool pool = new SpiderIPPool();
    pool.setMetadata(new ObjectMetaBuilder().withName(name).build());
    pool.setSpec(spec(subnet, List.of(ips)));
    return pool;
  }

  /** A spec whose gateway is the first address of its subnet. */
  public static SpiderIPPool.Spec spec(String subnet, List<String> ips) {
    return new SpiderIPPool.Spec(
        null,
        subnet,
        ips,
        null,
        Subnet.parse(subnet).network().plus(1).toString(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** A reservation as a user writes it. */
  public static SpiderReservedIP reserved(String name, String... ips) {
    SpiderReservedIP reserved = new SpiderReservedIP();
    reserved.setMetadata(new ObjectMetaBuilder().withName(name).build());
    reserved.setSpec(new SpiderReservedIP.Spec(null, List.of(ips)));
    return reserved;
  }

  /** A pod on a node, without an owner. */
  public static Pod pod(String namespace, String name, String node) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .addNewContainer()
        .withName("main")
        .withImage("busybox")
        .endContainer()
        .endSpec()
        .build();
  }

  /** Waits until {@code condition} holds; a condition that throws does not hold. */
  public static void await(String what, BooleanSupplier condition) {
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AWAIT_MS);
    while (!holds(condition)) {
      if (System.nanoTime() - endNanos > 0) {
        throw new AssertionError("not within " + AWAIT_MS + " ms: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /** Writes until nobody else wrote in between. */
  public static void write(String what, Runnable write) {
    await(
        what,
        () -> {
          try {
            write.run();
            return true;
          } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
              throw e;
            }
            return false;
          }
        });
  }

  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (NullPointerException e) {
      return false;
    }
  }
}
