package io.gridpool.loadtest.figures;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** How long after its beginning each thing was first seen. Safe for any thread. */
final class Lags {
  private final ConcurrentHashMap<String, Long> beganNs = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Long> lagsNs = new ConcurrentLinkedQueue<>();

  void begin(String what) {
    beganNs.put(what, System.nanoTime());
  }

  /** Seen; only the first time counts, and only of what began. */
  void seen(String what) {
    Long began = beganNs.remove(what);
    if (began != null) {
      lagsNs.add(System.nanoTime() - began);
    }
  }

  int open() {
    return beganNs.size();
  }

  /** In milliseconds; the highest there is when {@code share} is 1. */
  double percentileMs(double share) {
    long[] sorted = lagsNs.stream().mapToLong(Long::longValue).sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int at = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, at)] / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }

  @Override
  public String toString() {
    double[] shares = {0.5, 0.99, 1};
    Object[] ms = Arrays.stream(shares).mapToObj(this::percentileMs).toArray();
    return lagsNs.size()
        + " seen, "
        + open()
        + " not seen, "
        + String.format(Locale.ROOT, "p50 %.0f ms, p99 %.0f ms, longest %.0f ms", ms);
  }
}
