package io.gridpool.agent.ipam.tuning;

import io.gridpool.agent.ipam.DefaultRoute;
import io.gridpool.agent.ipam.PodDirectory;
import io.gridpool.agent.ipam.PodFacts;
import io.gridpool.ledger.model.EndpointKey;
import java.util.Optional;

/** Answers the coordinator plugin, from caches; a pod that they do not hold costs one read. */
public final class ConfigurePod {
  private final PodDirectory pods;
  private final TuningDirectory wishes;

  /** Over these directories. */
  public ConfigurePod(PodDirectory pods, TuningDirectory wishes) {
    this.pods = pods;
    this.wishes = wishes;
  }

  /**
   * What is wanted of a pod; a pod that is gone has no wish of its own.
   *
   * <p>Errors: {@link io.gridpool.grid.TryLaterException}.
   *
   * @param uid empty where the runtime does not say
   */
  public PodTuning configure(EndpointKey key, String uid) {
    TuningWish wish = wishes.now();
    return switch (wish) {
      case TuningWish.Unready _ -> new PodTuning(wish, "");
      case TuningWish.Tuned _ -> new PodTuning(wish, annotatedNic(key, uid));
    };
  }

  private String annotatedNic(EndpointKey key, String uid) {
    Optional<PodFacts> cached =
        pods.cached(key).filter(pod -> uid.isEmpty() || pod.uid().equals(uid));
    return cached
        .or(() -> pods.current(key).filter(pod -> uid.isEmpty() || pod.uid().equals(uid)))
        .map(pod -> pod.annotations().getOrDefault(DefaultRoute.NIC, "").strip())
        .orElse("");
  }
}
