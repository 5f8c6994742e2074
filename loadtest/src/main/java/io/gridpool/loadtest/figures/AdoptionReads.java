package io.gridpool.loadtest.figures;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIPBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.ipam.EarlierLives;
import io.gridpool.agent.ipam.LivePod;
import io.gridpool.agent.kube.KubeAccess;
import io.gridpool.agent.kube.adoption.KubeLives;
import io.gridpool.agent.kube.adoption.MirrorMark;
import io.gridpool.agent.kube.crd.EndpointIp;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long a new term reads what earlier ones gave out, from the API server: the mirror, and the
 * addresses of all pods. Objects of an earlier run with the same number are used again.
 */
@Command(name = "adoption-reads", mixinStandardHelpOptions = true)
public final class AdoptionReads implements Callable<Integer> {
  private static final String NAMESPACE = "adoption-reads";
  private static final String NODE = "adoption-reads";
  private static final String POOL = "adoption-reads";
  private static final Address FIRST = Address.parse("10.1.0.0");
  private static final int PREFIX_LENGTH = 8;
  private static final int WRITERS = 32;
  private static final double MS_MAX = 5_000;

  /** So that a pod is about as large as real ones are, which have volumes and many conditions. */
  private static final String BALLAST = "managed by somebody; ".repeat(100);

  @Option(names = "--kubeconfig", required = true, description = "the API server")
  Path kubeconfig = Path.of("kubeconfig");

  @Option(names = "--repository", required = true, description = "folder of the checkout")
  Path repository = Path.of(".");

  @Option(names = "--leases", defaultValue = "20000", description = "and as many pods")
  int leases = 20_000;

  @Option(names = "--rounds", defaultValue = "3", description = "the fastest counts")
  int rounds = 3;

  @Override
  public Integer call() throws Exception {
    try (KubernetesClient client = ApiObjects.connect(kubeconfig)) {
      ApiObjects.install(client, repository);
      ApiObjects.namespace(client, NAMESPACE);
      ApiObjects.node(client, NODE);
      fill(client);
    }
    boolean soonEnough = false;
    for (int round = 0; round < rounds; round++) {
      soonEnough |= read();
    }
    return soonEnough ? 0 : 1;
  }

  private void fill(KubernetesClient client) throws InterruptedException, ExecutionException {
    long startNs = System.nanoTime();
    try (var writers = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> all =
          IntStream.range(0, leases)
              .<Future<?>>mapToObj(i -> writers.submit(() -> write(client, i)))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    }
    System.out.printf(
        "%d pods and leases there, %.0f s%n", leases, (System.nanoTime() - startNs) / 1e9);
  }

  /** A server that was measured before has them. */
  private static void write(KubernetesClient client, int number) {
    String name = "pod-%06d".formatted(number);
    Address address = FIRST.plus(number);
    Pod bare = ApiObjects.pod(NAMESPACE, name, NODE);
    bare.getMetadata().setAnnotations(Map.of("ballast", BALLAST));
    try {
      Pod pod = client.resource(bare).create();
      var _ = client.resource(running(pod, address)).updateStatus();
      var _ = client.resource(mirrored(name, pod.getMetadata().getUid(), address)).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private static Pod running(Pod pod, Address address) {
    var ip = new PodIPBuilder().withIp(address.toString()).build();
    return new PodBuilder(pod)
        .withNewStatus()
        .withPhase("Running")
        .withPodIP(address.toString())
        .withPodIPs(ip)
        .endStatus()
        .build();
  }

  private static SpiderEndpoint mirrored(String name, String uid, Address address) {
    Owner owner = new Owner("", "Pod", name);
    NicLease lease = new NicLease("eth0", POOL, address, PREFIX_LENGTH);
    Endpoint endpoint =
        new Endpoint(
            new EndpointKey(NAMESPACE, name),
            uid,
            NODE,
            Endpoint.fenceOf(LocalLedger.CONTAINER),
            owner,
            false,
            false,
            List.of(lease),
            1,
            address.low());
    SpiderEndpoint object = new SpiderEndpoint();
    object.getMetadata().setNamespace(NAMESPACE);
    object.getMetadata().setName(name);
    object.getMetadata().setAnnotations(Map.of(MirrorMark.ANNOTATION, MirrorMark.of(endpoint)));
    var ip =
        new EndpointIp("eth0", lease.cidr(), null, POOL, null, 0L, null, null, null, null, null);
    var current =
        new SpiderEndpoint.Current(
            uid, NODE, List.of(ip), LocalLedger.CONTAINER, "2026-01-01T00:00:00Z");
    object.setStatus(
        new SpiderEndpoint.Status(current, owner.kind(), owner.name(), List.of(current)));
    return object;
  }

  /** What the leading seat asks for, in its order; each round with connections of its own. */
  private boolean read() {
    try (KubernetesClient client = KubeAccess.connect(Optional.of(kubeconfig))) {
      EarlierLives lives = new KubeLives(client, "default");
      long startNs = System.nanoTime();
      List<Endpoint> mirrored = lives.mirrored();
      long mirrorMs = msSince(startNs);
      List<LivePod> pods = lives.livePods();
      long podsMs = msSince(startNs) - mirrorMs;
      var silent = lives.silentNodes(Set.of(NODE));
      long tookMs = msSince(startNs);
      System.out.printf(
          "%d leases in %d ms, %d pods in %d ms, %d silent nodes in %d ms: %d ms, heap %d MB%n",
          mirrored.size(),
          mirrorMs,
          pods.size(),
          podsMs,
          silent.size(),
          tookMs - mirrorMs - podsMs,
          tookMs,
          heapMb());
      return tookMs <= MS_MAX;
    }
  }

  private static long msSince(long startNs) {
    return (System.nanoTime() - startNs) / 1_000_000;
  }

  private static long heapMb() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted() >> 20;
  }

  /** Exit code 0 when a round is within its bound. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new AdoptionReads()).execute(arguments));
  }
}
