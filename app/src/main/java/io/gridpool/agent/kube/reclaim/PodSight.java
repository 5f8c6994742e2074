package io.gridpool.agent.kube.reclaim;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.gridpool.agent.kube.directory.PodReader;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What somebody saw of a pod.
 *
 * @param uid by which the node's runtime knows it
 * @param finished its phase, where it ended for good and no container of it runs; else empty
 * @param finishedAtMs when its last container ended; 0 where nobody said
 * @param deletionAtMs when its grace ends (the API server has added the grace already); 0 while it
 *     is not being deleted
 * @param networked whether its sandbox has an address, from whomever
 */
record PodSight(
    String uid, String finished, long finishedAtMs, long deletionAtMs, boolean networked) {
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  /** A pod that lives as far as its metadata say. */
  static PodSight ofMetadata(String uid, @Nullable String deletionTimestamp) {
    return new PodSight(uid, "", 0, timeMs(deletionTimestamp), false);
  }

  /** All that its object says. */
  static PodSight of(Pod pod) {
    PodStatus status = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
    return new PodSight(
        PodReader.uid(pod.getMetadata()),
        finished(status),
        statuses(status).mapToLong(PodSight::endMs).max().orElse(0),
        timeMs(pod.getMetadata().getDeletionTimestamp()),
        status.getPodIPs() != null && !status.getPodIPs().isEmpty());
  }

  /** The same, but finished. */
  PodSight ended(String phase) {
    return new PodSight(uid, phase, finishedAtMs, deletionAtMs, networked);
  }

  /** A pod that was evicted may be Failed while its containers still run: that one is not done. */
  private static String finished(PodStatus status) {
    boolean done =
        status.getPhase() != null
            && FINISHED.contains(status.getPhase())
            && statuses(status)
                .noneMatch(container ->
                    container.getState() != null && container.getState().getRunning() != null);
    return done ? status.getPhase() : "";
  }

  private static Stream<ContainerStatus> statuses(PodStatus status) {
    return Stream.of(status.getContainerStatuses(), status.getInitContainerStatuses())
        .filter(Objects::nonNull)
        .flatMap(List::stream);
  }

  private static long endMs(ContainerStatus container) {
    return container.getState() == null || container.getState().getTerminated() == null
        ? 0
        : timeMs(container.getState().getTerminated().getFinishedAt());
  }

  /** A time as the API server writes it, in milliseconds; 0 where it says none. */
  static long timeMs(@Nullable String time) {
    if (time == null || time.isEmpty()) {
      return 0;
    }
    try {
      return Instant.parse(time).toEpochMilli();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }
}
