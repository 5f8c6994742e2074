package io.gridpool.agent.ipam.tuning;

import io.gridpool.agent.ipam.DefaultRoute;
import io.gridpool.agent.ipam.MultusNetworks;
import io.gridpool.agent.ipam.PodDirectory;
import io.gridpool.agent.ipam.PodFacts;
import io.gridpool.ledger.model.EndpointKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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
   * <p>Errors: {@link io.gridpool.grid.TryLaterException}; {@link IllegalArgumentException} for a
   * networks annotation that cannot be read.
   *
   * @param uid empty where the runtime does not say
   */
  public PodTuning configure(EndpointKey key, String uid) {
    TuningWish wish = wishes.now();
    return switch (wish) {
      case TuningWish.Unready _ -> unknown(wish);
      case TuningWish.Tuned _ ->
          find(key, uid).map(pod -> tuning(wish, pod)).orElseGet(() -> unknown(wish));
    };
  }

  private Optional<PodFacts> find(EndpointKey key, String uid) {
    Predicate<PodFacts> asked = pod -> uid.isEmpty() || pod.uid().equals(uid);
    return pods.cached(key).filter(asked).or(() -> pods.current(key).filter(asked));
  }

  private static PodTuning unknown(TuningWish wish) {
    return new PodTuning(wish, "", List.of());
  }

  private static PodTuning tuning(TuningWish wish, PodFacts pod) {
    return new PodTuning(
        wish,
        pod.annotations().getOrDefault(DefaultRoute.NIC, "").strip(),
        MultusNetworks.nics(pod));
  }
}
