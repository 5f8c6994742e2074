package io.gridpool.agent.seat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which seat to try next: the one believed to lead, else the others in turn; a seat that gave no
 * answer is left alone for a while, whatever the others say of it, because they notice a frozen
 * leader later than its callers do.
 *
 * <p>Thread: any.
 */
final class LeaderSearch {
  /** How long a seat that gave no answer is left alone, in milliseconds. */
  static final int AVOID_MS = 1_000;

  private final AtomicInteger turn = new AtomicInteger();
  private final Map<String, Long> silentAtNs = new ConcurrentHashMap<>();
  private volatile String believed = "";

  /** The seat to try now; {@code rumour} is who leads by the word of this process, or empty. */
  String next(List<String> seats, String rumour) {
    for (String leader : List.of(believed, rumour)) {
      if (seats.contains(leader) && !avoided(leader)) {
        return leader;
      }
    }
    List<String> open = seats.stream().filter(seat -> !avoided(seat)).toList();
    List<String> from = open.isEmpty() ? seats : open;
    return from.get(Math.floorMod(turn.getAndIncrement(), from.size()));
  }

  /** This seat answered as the leader. */
  void leads(String seat) {
    believed = seat;
    silentAtNs.remove(seat);
  }

  /** {@code asked} does not lead but names {@code leader}; whether that is worth a try at once. */
  boolean hinted(String asked, String leader) {
    boolean useful = !leader.isEmpty() && !leader.equals(asked) && !avoided(leader);
    believed = useful ? leader : "";
    silentAtNs.remove(asked);
    return useful;
  }

  /** This seat gave no answer. */
  void silent(String seat) {
    silentAtNs.put(seat, System.nanoTime());
    if (seat.equals(believed)) {
      believed = "";
    }
  }

  private boolean avoided(String seat) {
    Long since = silentAtNs.get(seat);
    return since != null && System.nanoTime() - since < TimeUnit.MILLISECONDS.toNanos(AVOID_MS);
  }
}
