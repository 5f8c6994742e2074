package io.gridpool.loadtest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The workloads and pods of one namespace.
 *
 * @param namespace where
 */
record Pods(String namespace) {
  private static final String FAILURE = "spiderpool IP allocation error";

  private static KubernetesClient client() {
    return RealCluster.CLIENT;
  }

  /** Creates the workload here. */
  <T extends HasMetadata> T create(T workload) {
    return client().resource(workload).inNamespace(namespace).create();
  }

  void delete(HasMetadata workload) {
    client().resource(workload).inNamespace(namespace).delete();
  }

  void deletePod(String name) {
    client().pods().inNamespace(namespace).withName(name).delete();
  }

  void deleteNow(HasMetadata workload) {
    client().resource(workload).inNamespace(namespace).withGracePeriod(0).delete();
  }

  void scale(HasMetadata workload, int replicas) {
    client().resource(workload).inNamespace(namespace).scale(replicas);
  }

  /** All pods of the workload, whatever their state. */
  List<Pod> of(String app) {
    return client().pods().inNamespace(namespace).withLabel("app", app).list().getItems();
  }

  /** Exactly this many pods, all Running with addresses, none ending. */
  List<Pod> running(String app, int count) {
    Eventually.passes(
        count + " pods of " + app + " Running",
        Eventually.POD_START,
        () -> assertThat(of(app)).hasSize(count).allMatch(Pods::serves, "Running"));
    return of(app);
  }

  /** The same after a restart: none of them has one of these uids. */
  List<Pod> runningAnew(String app, List<Pod> before) {
    List<String> uids = uids(before);
    Eventually.passes(
        "other pods of " + app + " Running",
        Eventually.POD_START,
        () ->
            assertThat(of(app))
                .hasSameSizeAs(before)
                .allMatch(Pods::serves, "Running")
                .noneMatch(pod -> uids.contains(pod.getMetadata().getUid())));
    return of(app);
  }

  /**
   * The same pods after a cut of power: those of these nodes run in other containers, the rest is
   * untouched.
   */
  List<Pod> restarted(String app, List<Pod> before, List<String> nodes) {
    List<Pod> hit =
        before.stream().filter(pod -> nodes.contains(pod.getSpec().getNodeName())).toList();
    List<Pod> spared = before.stream().filter(pod -> !hit.contains(pod)).toList();
    List<String> containers = hit.stream().map(Pods::container).toList();
    List<String> untouched = spared.stream().map(Pods::container).toList();
    Eventually.passes(
        hit.size() + " of the pods of " + app + " Running in other containers",
        Eventually.POD_START,
        () -> {
          List<String> now = of(app).stream().filter(Pods::serves).map(Pods::container).toList();
          assertThat(now)
              .hasSize(hit.size() + spared.size())
              .doesNotContain("")
              .noneMatch(containers::contains);
          assertThat(untouched).isSubsetOf(now);
        });
    return of(app);
  }

  private static String container(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getState().getRunning() != null)
        .map(ContainerStatus::getContainerID)
        .findFirst()
        .orElse("");
  }

  /** How many of the workload's pods are Running. */
  void runningAre(String app, int count) {
    Eventually.passes(
        count + " of the pods of " + app + " Running",
        Eventually.POD_START,
        () -> assertThat(of(app).stream().filter(Pods::serves).toList()).hasSize(count));
  }

  void gone(String app) {
    Eventually.passes(
        "no pod of " + app, Eventually.POD_START, () -> assertThat(of(app)).isEmpty());
  }

  /** One pod of the workload is refused an address with a reason that contains this text. */
  Pod refused(String app, String reason) {
    Eventually.passes(
        "a pod of " + app + " refused with \"" + reason + "\"",
        Eventually.EVENT.multipliedBy(2),
        () ->
            assertThat(of(app)).anyMatch(pod -> isRefused(pod, reason), "refused: " + messages()));
    return of(app).stream().filter(pod -> isRefused(pod, reason)).findFirst().orElseThrow();
  }

  /** The NIC of one pod of the workload fails for a reason that contains this text. */
  Pod held(String app, String reason) {
    Eventually.passes(
        "a pod of " + app + " held with \"" + reason + "\"",
        Eventually.EVENT.multipliedBy(2),
        () -> assertThat(of(app)).anyMatch(pod -> isHeld(pod, reason), "held: " + messages()));
    return of(app).stream().filter(pod -> isHeld(pod, reason)).findFirst().orElseThrow();
  }

  private boolean isHeld(Pod pod, String reason) {
    return !serves(pod)
        && sandboxEvents(pod).stream().anyMatch(event -> event.getMessage().contains(reason));
  }

  /** Waits until the pod either runs (true) or is refused with this reason (false). */
  boolean runsOrRefused(String app, String reason) {
    Eventually.passes(
        app + " decided",
        Eventually.POD_START,
        () ->
            assertThat(of(app))
                .isNotEmpty()
                .anyMatch(pod -> serves(pod) || isRefused(pod, reason), "decided: " + messages()));
    return of(app).stream().anyMatch(Pods::serves);
  }

  private boolean isRefused(Pod pod, String reason) {
    return !serves(pod)
        && sandboxEvents(pod).stream()
            .map(Event::getMessage)
            .anyMatch(text -> text.contains(FAILURE) && text.contains(reason));
  }

  private String messages() {
    return client().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> "FailedCreatePodSandBox".equals(event.getReason()))
        .map(Event::getMessage)
        .distinct()
        .collect(Collectors.joining(" | "));
  }

  private List<Event> sandboxEvents(Pod pod) {
    return client()
        .v1()
        .events()
        .inNamespace(namespace)
        .withField("involvedObject.uid", pod.getMetadata().getUid())
        .list()
        .getItems()
        .stream()
        .filter(event -> "FailedCreatePodSandBox".equals(event.getReason()))
        .toList();
  }

  /** Runs a command in the pod's container and returns what it printed. */
  String exec(Pod pod, String... command) {
    String[] words = new String[command.length + 5];
    words[0] = "-n";
    words[1] = namespace;
    words[2] = "exec";
    words[3] = pod.getMetadata().getName();
    words[4] = "--";
    System.arraycopy(command, 0, words, 5, command.length);
    return RealCluster.kubectl(words);
  }

  /** Whether the pod is Running with an address and not about to end. */
  static boolean serves(Pod pod) {
    return "Running".equals(pod.getStatus().getPhase())
        && !addresses(pod).isEmpty()
        && pod.getMetadata().getDeletionTimestamp() == null;
  }

  /** Its addresses, as the API server knows them. */
  static List<String> addresses(Pod pod) {
    return pod.getStatus().getPodIPs().stream().map(PodIP::getIp).toList();
  }

  /** The only address of a pod with one. */
  static String address(Pod pod) {
    assertThat(addresses(pod)).hasSize(1);
    return addresses(pod).getFirst();
  }

  static List<String> uids(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getUid()).toList();
  }
}
