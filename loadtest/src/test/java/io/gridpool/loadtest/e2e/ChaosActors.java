package io.gridpool.loadtest.e2e;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.gridpool.loadtest.process.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Two StatefulSets, two Deployments, two owners of another group, and what befalls them. */
final class ChaosActors implements AutoCloseable {
  private static final int REPLICAS_MAX = 4;
  private static final List<String> FAULTS = List.of("kill", "pause", "poweroff", "unplug", "");
  private static final Duration PAUSE_MAX = Duration.ofSeconds(4);
  private static final Duration SETTLED = Duration.ofSeconds(30);

  private final Scene scene;
  private final Random random;
  private final List<HasMetadata> ordinary = new ArrayList<>();
  private final List<ForeignOwner> foreign = new ArrayList<>();
  private final Map<String, Integer> done = new TreeMap<>();
  private String broken = "";
  private String node = "";

  ChaosActors(Scene scene, String pool, long seed) {
    this.scene = scene;
    random = new Random(seed);
    Map<String, String> annotation = Annotations.ippool(pool);
    for (int i = 0; i < 2; i++) {
      ordinary.add(scene.pods().create(Workloads.statefulSet("set" + i, 2, annotation)));
      ordinary.add(scene.pods().create(Workloads.deployment("app" + i, 2, annotation)));
    }
    foreign.add(ForeignOwner.statefulSet(scene, "kruise0", pool));
    foreign.add(ForeignOwner.cloneSet(scene, "kruise1", pool));
  }

  /** One fault of the cluster, and changes of the workloads for this long. */
  void breakThings(Duration length) {
    long endNs = System.nanoTime() + length.toNanos();
    breakCluster();
    while (System.nanoTime() < endNs) {
      act();
      long untilNs = System.nanoTime() + random.nextLong(PAUSE_MAX.toNanos());
      Await.until("a moment", PAUSE_MAX.multipliedBy(2), () -> System.nanoTime() > untilNs);
    }
  }

  private void breakCluster() {
    node = RealCluster.NODES.get(random.nextInt(RealCluster.NODES.size()));
    broken = FAULTS.get(random.nextInt(FAULTS.size()));
    switch (broken) {
      case "kill", "pause" -> RealCluster.cluster("agent", broken, node);
      case "poweroff", "unplug" -> RealCluster.cluster(broken, node);
      default -> node = "no";
    }
    count((broken.isEmpty() ? "nothing" : broken) + " node");
    System.out.println("chaos: " + broken + " on " + node);
  }

  /** Undoes the fault. */
  void heal() {
    switch (broken) {
      case "kill" -> RealCluster.cluster("agent", "start", node);
      case "pause" -> RealCluster.cluster("agent", "resume", node);
      case "poweroff" -> RealCluster.cluster("poweron", node);
      case "unplug" -> RealCluster.cluster("plug", node);
      default -> {}
    }
    broken = "";
    RealCluster.kubectl(
        "wait", "--for=condition=Ready", "--timeout=90s", "node/n1", "node/n2", "node/n3");
  }

  private void act() {
    switch (random.nextInt(4)) {
      case 0 -> scaleOrdinary();
      case 1 -> scaleForeign();
      case 2 -> deletePod();
      default -> restart();
    }
  }

  private void scaleOrdinary() {
    scene.pods().scale(one(ordinary), random.nextInt(REPLICAS_MAX + 1));
    count("scale");
  }

  private void scaleForeign() {
    one(foreign).scale(random.nextInt(REPLICAS_MAX));
    count("scale foreign");
  }

  private void deletePod() {
    List<Pod> pods = scene.client().pods().inNamespace(scene.namespace()).list().getItems();
    if (!pods.isEmpty()) {
      var chosen = scene.client().resource(one(pods)).inNamespace(scene.namespace());
      if (random.nextBoolean()) {
        chosen.withGracePeriod(0).delete();
      } else {
        chosen.delete();
      }
      count("delete pod");
    }
  }

  private void restart() {
    HasMetadata workload = one(ordinary);
    String name =
        workload.getKind().toLowerCase(java.util.Locale.ROOT)
            + "/"
            + workload.getMetadata().getName();
    AnnotationTest.annotate(scene, name, Map.of("restartedAt", Long.toString(System.nanoTime())));
    count("restart");
  }

  /** Every owner wants one pod, and gets it. */
  void settle() {
    heal();
    ordinary.forEach(workload -> scene.pods().scale(workload, 1));
    foreign.forEach(owner -> owner.scale(0));
    Eventually.passes(
        "one pod of each workload",
        Eventually.POD_START.plus(SETTLED),
        () -> ordinary.forEach(each -> checkOne(each.getMetadata().getName())));
  }

  private void checkOne(String app) {
    org.assertj.core.api.Assertions.assertThat(scene.pods().of(app))
        .hasSize(1)
        .allMatch(Pods::serves);
  }

  String account() {
    return "done " + done;
  }

  private void count(String what) {
    done.merge(what, 1, Integer::sum);
  }

  private <T> T one(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  @Override
  public void close() {
    heal();
    foreign.forEach(ForeignOwner::close);
  }
}
