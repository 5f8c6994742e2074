package io.gridpool.agent.ipam.tuning;

import java.util.List;

/**
 * What is wanted of one pod: the cluster's wish, and the pod's own above it.
 *
 * @param annotatedNic by which the pod says it leaves; empty: it does not say
 * @param nics all that it will have; empty: not known
 */
public record PodTuning(TuningWish wish, String annotatedNic, List<String> nics) {
  public PodTuning {
    nics = List.copyOf(nics);
  }
}
