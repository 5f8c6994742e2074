package io.gridpool.agent.ipam.tuning;

/**
 * What is wanted of one pod: the cluster's wish, and the pod's own above it.
 *
 * @param annotatedNic by which the pod says it leaves; empty: it does not say
 */
public record PodTuning(TuningWish wish, String annotatedNic) {}
