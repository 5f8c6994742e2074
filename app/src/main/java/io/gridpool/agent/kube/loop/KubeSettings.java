package io.gridpool.agent.kube.loop;

import java.time.Duration;

/**
 * How the controllers behave. All times in milliseconds.
 *
 * @param ledgerLimitMs longest wait for one call to the ledger
 * @param statusGapMs least time between two status writes of one pool
 * @param retryFirstMs pause before the first repetition of what failed; doubles each time
 * @param retryMaxMs longest such pause
 * @param reclaimEveryMs time between two rounds of the steward's search for leases without a pod
 * @param reclaimGraceMs time that the node's own release has before anybody looks
 * @param callsPerSecond most API calls of the steward's search, per second
 * @param sweepEveryMs time between two comparisons of all endpoint objects with the ledger
 * @param podsByNode whether the API server filters pods by node; false only for a server that
 *     cannot, such as an embedded one, where the agent filters alone
 * @param eventNamespace where events about cluster-wide objects go
 * @param historyMax most earlier holders that an endpoint object names
 * @param conf the ConfigMap that Spiderpool's users know
 * @param reclaim what may be freed without being asked
 * @param networks how networks and the coordinator are looked after
 */
public record KubeSettings(
    long ledgerLimitMs,
    long statusGapMs,
    long retryFirstMs,
    long retryMaxMs,
    long reclaimEveryMs,
    long reclaimGraceMs,
    int callsPerSecond,
    long sweepEveryMs,
    boolean podsByNode,
    String eventNamespace,
    int historyMax,
    ConfName conf,
    ReclaimSettings reclaim,
    NetworkSettings networks) {
  /** Objects of one page when a list is read. */
  public static final long LIST_PAGE_SIZE = 500L;

  /** What a cluster gets unless its owner says otherwise. */
  public static final KubeSettings DEFAULT =
      new KubeSettings(
          5_000,
          1_000,
          200,
          60_000,
          30_000,
          5_000,
          50,
          300_000,
          true,
          "default",
          10,
          new ConfName("kube-system", "spiderpool-conf"),
          ReclaimSettings.DEFAULT,
          NetworkSettings.DEFAULT);

  /** Where the ConfigMap is. */
  public record ConfName(String namespace, String name) {}

  public KubeSettings {
    requirePositive("ledgerLimitMs", ledgerLimitMs);
    requirePositive("retryFirstMs", retryFirstMs);
    requirePositive("retryMaxMs", retryMaxMs);
    requirePositive("reclaimEveryMs", reclaimEveryMs);
    requirePositive("callsPerSecond", callsPerSecond);
    requirePositive("sweepEveryMs", sweepEveryMs);
    requirePositive("historyMax", historyMax);
  }

  /** The same, but with another rule of what may be freed. */
  public KubeSettings withReclaim(ReclaimSettings other) {
    return new KubeSettings(
        ledgerLimitMs,
        statusGapMs,
        retryFirstMs,
        retryMaxMs,
        reclaimEveryMs,
        reclaimGraceMs,
        callsPerSecond,
        sweepEveryMs,
        podsByNode,
        eventNamespace,
        historyMax,
        conf,
        other,
        networks);
  }

  /** The same, but with networks looked after in another way. */
  public KubeSettings withNetworks(NetworkSettings other) {
    return new KubeSettings(
        ledgerLimitMs,
        statusGapMs,
        retryFirstMs,
        retryMaxMs,
        reclaimEveryMs,
        reclaimGraceMs,
        callsPerSecond,
        sweepEveryMs,
        podsByNode,
        eventNamespace,
        historyMax,
        conf,
        reclaim,
        other);
  }

  /** The same, but with the API server asked to filter pods by node, or not. */
  public KubeSettings withPodsByNode(boolean filtered) {
    return new KubeSettings(
        ledgerLimitMs,
        statusGapMs,
        retryFirstMs,
        retryMaxMs,
        reclaimEveryMs,
        reclaimGraceMs,
        callsPerSecond,
        sweepEveryMs,
        filtered,
        eventNamespace,
        historyMax,
        conf,
        reclaim,
        networks);
  }

  /** The same, but with other times between two rounds of the steward, in milliseconds. */
  public KubeSettings withRounds(long reclaimMs, long sweepMs) {
    return new KubeSettings(
        ledgerLimitMs,
        statusGapMs,
        retryFirstMs,
        retryMaxMs,
        reclaimMs,
        reclaimGraceMs,
        callsPerSecond,
        sweepMs,
        podsByNode,
        eventNamespace,
        historyMax,
        conf,
        reclaim,
        networks);
  }

  /** The same, but with another ConfigMap, and another number of earlier holders. */
  public KubeSettings withConf(ConfName other, int history) {
    return new KubeSettings(
        ledgerLimitMs,
        statusGapMs,
        retryFirstMs,
        retryMaxMs,
        reclaimEveryMs,
        reclaimGraceMs,
        callsPerSecond,
        sweepEveryMs,
        podsByNode,
        eventNamespace,
        history,
        other,
        reclaim,
        networks);
  }

  /** Longest wait for one call to the ledger. */
  public Duration ledgerLimit() {
    return Duration.ofMillis(ledgerLimitMs);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is " + value + ", allowed is 1 or more");
    }
  }
}
