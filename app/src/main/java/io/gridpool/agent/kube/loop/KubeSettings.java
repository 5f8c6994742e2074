package io.gridpool.agent.kube.loop;

import java.time.Duration;

/**
 * How the controllers behave.
 *
 * @param pace how long single calls and repetitions take
 * @param rounds how often everything is compared
 * @param objects which objects are read and written, and how
 * @param reclaim what may be freed without being asked
 * @param networks how networks and the coordinator are looked after
 */
public record KubeSettings(
    Pace pace, Rounds rounds, Objects objects, ReclaimSettings reclaim, NetworkSettings networks) {
  /** Objects of one page when a list is read. */
  public static final long LIST_PAGE_SIZE = 500L;

  /** What a cluster gets unless its owner says otherwise. */
  public static final KubeSettings DEFAULT =
      new KubeSettings(
          new Pace(5_000, 1_000, 200, 60_000),
          new Rounds(30_000, 5_000, 50, 300_000),
          new Objects(true, "default", new ConfName("kube-system", "spiderpool-conf"), 10),
          ReclaimSettings.DEFAULT,
          NetworkSettings.DEFAULT);

  /**
   * How long single calls and repetitions take, in milliseconds.
   *
   * @param ledgerLimitMs longest wait for one call to the ledger
   * @param statusGapMs least time between two status writes of one pool
   * @param retryFirstMs pause before the first repetition of what failed; doubles each time
   * @param retryMaxMs longest such pause
   */
  public record Pace(long ledgerLimitMs, long statusGapMs, long retryFirstMs, long retryMaxMs) {
    public Pace {
      requirePositive("ledgerLimitMs", ledgerLimitMs);
      requirePositive("retryFirstMs", retryFirstMs);
      requirePositive("retryMaxMs", retryMaxMs);
    }

    /** Longest wait for one call to the ledger. */
    public Duration ledgerLimit() {
      return Duration.ofMillis(ledgerLimitMs);
    }
  }

  /**
   * How often everything is compared; times in milliseconds.
   *
   * @param reclaimEveryMs between two rounds of the steward's search for leases without a pod
   * @param reclaimGraceMs that the node's own release has before anybody looks
   * @param callsPerSecond most API calls of the steward's search, per second
   * @param sweepEveryMs between two comparisons of all endpoint objects with the ledger
   */
  public record Rounds(
      long reclaimEveryMs, long reclaimGraceMs, int callsPerSecond, long sweepEveryMs) {
    public Rounds {
      requirePositive("reclaimEveryMs", reclaimEveryMs);
      requirePositive("callsPerSecond", callsPerSecond);
      requirePositive("sweepEveryMs", sweepEveryMs);
    }

    /** The same, but with other times between two rounds, in milliseconds. */
    public Rounds every(long reclaimMs, long sweepMs) {
      return new Rounds(reclaimMs, reclaimGraceMs, callsPerSecond, sweepMs);
    }
  }

  /**
   * Which objects are read and written, and how.
   *
   * @param podsByNode whether the API server filters pods by node; false only for a server that
   *     cannot, such as an embedded one, where the agent filters alone
   * @param eventNamespace where events about cluster-wide objects go
   * @param conf the ConfigMap that Spiderpool's users know
   * @param historyMax most earlier holders that an endpoint object names
   */
  public record Objects(boolean podsByNode, String eventNamespace, ConfName conf, int historyMax) {
    public Objects {
      requirePositive("historyMax", historyMax);
    }

    /** The same, but with the API server asked to filter pods by node, or not. */
    public Objects withPodsByNode(boolean filtered) {
      return new Objects(filtered, eventNamespace, conf, historyMax);
    }
  }

  /** Where the ConfigMap is. */
  public record ConfName(String namespace, String name) {}

  /** The same, but compared more or less often. */
  public KubeSettings with(Rounds other) {
    return new KubeSettings(pace, other, objects, reclaim, networks);
  }

  /** The same, but with other objects. */
  public KubeSettings with(Objects other) {
    return new KubeSettings(pace, rounds, other, reclaim, networks);
  }

  /** The same, but with another rule of what may be freed. */
  public KubeSettings with(ReclaimSettings other) {
    return new KubeSettings(pace, rounds, objects, other, networks);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is " + value + ", allowed is 1 or more");
    }
  }
}
