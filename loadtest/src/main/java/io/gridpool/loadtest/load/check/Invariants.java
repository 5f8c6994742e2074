package io.gridpool.loadtest.load.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What callers were told, checked at every answer: one holder for each address, the same address
 * for the same name or uid, and a rest before a stranger gets a freed address.
 *
 * <p>It claims a breach only where no order of the calls in flight explains what was told: a holder
 * holds from the answer of its ADD to the start of its last DEL; a rest is as long as from the
 * start of that DEL to the answer of the next ADD. A rest may be cut short when the pool has
 * nothing else, so it counts as broken only while addresses were certainly free.
 *
 * <p>Times are of {@link System#nanoTime}. Threads: any.
 */
public final class Invariants {
  private static final int BREACHES_SHOWN_MAX = 50;

  private final Map<String, Held> byAddress = new HashMap<>();
  private final Map<String, Freed> freed = new HashMap<>();
  private final Map<String, String> sticky = new HashMap<>();
  private final Deque<Freed> resting = new ArrayDeque<>();
  private final Deque<Long> unknown = new ArrayDeque<>();
  private final List<String> twice = new ArrayList<>();
  private final List<String> moved = new ArrayList<>();
  private final List<String> early = new ArrayList<>();
  private final Rules rules;
  private long shortestRestNs = Long.MAX_VALUE;
  private long reused;
  private long told;
  private int asking;

  /**
   * What is expected.
   *
   * @param restNs how long a freed address rests; 0: not at all
   * @param addresses how many the pool has
   * @param names whether a name, and a pod's uid, keep their address
   */
  public record Rules(long restNs, int addresses, boolean names) {}

  /**
   * Who asks.
   *
   * @param key namespace and name
   * @param owner for whom a rest may end early: the pod's controller, or the pod itself
   * @param keeps whether the address belongs to the name and outlives the pod
   */
  public record Asker(String key, String uid, String owner, boolean keeps) {}

  private record Held(Asker by, long lettingGoNs) {}

  private record Freed(String address, String owner, long sinceNs) {}

  public Invariants(Rules rules) {
    this.rules = rules;
  }

  /** An ADD begins; how many addresses are certainly free now. */
  public synchronized int asks(long nowNs) {
    asking++;
    return certainlyFree(nowNs);
  }

  /** An ADD ended without an address; {@code mayHold}: it may have taken one all the same. */
  public synchronized void refused(boolean mayHold, long nowNs) {
    asking--;
    if (mayHold) {
      unknown.addLast(nowNs);
    }
  }

  /** An ADD was told an address; {@code freeBefore} is what {@link #asks} said. */
  public synchronized void told(Asker asker, String address, int freeBefore, long nowNs) {
    asking--;
    told++;
    @Nullable Held holder = byAddress.get(address);
    if (holder != null && !holder.by().key().equals(asker.key()) && holder.lettingGoNs() == 0) {
      note(twice, "%s is held by %s and was given to %s", address, holder.by().key(), asker.key());
    }
    @Nullable Freed before = lastOf(address, holder);
    if (before != null && !before.owner().equals(asker.owner())) {
      rested(before, asker, Math.min(freeBefore, certainlyFree(nowNs)), nowNs);
    }
    freed.remove(address);
    byAddress.put(address, new Held(asker, 0));
    @Nullable String kept = sticky.put(stickyKey(asker), address);
    if (kept != null && !kept.equals(address)) {
      note(moved, "%s had %s and was given %s", asker.key(), kept, address);
    }
  }

  private @Nullable Freed lastOf(String address, @Nullable Held holder) {
    return holder != null && holder.lettingGoNs() != 0
        ? new Freed(address, holder.by().owner(), holder.lettingGoNs())
        : freed.get(address);
  }

  private void rested(Freed before, Asker asker, int certainlyFree, long nowNs) {
    long restNs = nowNs - before.sinceNs();
    reused++;
    shortestRestNs = Math.min(shortestRestNs, restNs);
    if (restNs < rules.restNs() && certainlyFree > 0) {
      note(
          early,
          "%s rested %d ms before %s got it, while others were free",
          before.address(),
          TimeUnit.NANOSECONDS.toMillis(restNs),
          asker.key());
    }
  }

  /** A pod that keeps nothing is about to be released: its address may be another's from now on. */
  public synchronized void letsGo(Asker asker, String address, long nowNs) {
    @Nullable Held held = byAddress.get(address);
    if (!asker.keeps() && held != null && held.by().equals(asker)) {
      byAddress.put(address, new Held(asker, nowNs));
      resting.addLast(new Freed(address, asker.owner(), nowNs));
    }
  }

  /** The release of a pod that keeps nothing has succeeded. */
  public synchronized void released(Asker asker, String address) {
    if (asker.keeps()) {
      return;
    }
    sticky.remove(stickyKey(asker));
    @Nullable Held held = byAddress.get(address);
    if (held != null && held.by().equals(asker)) {
      byAddress.remove(address);
      freed.put(address, new Freed(address, asker.owner(), held.lettingGoNs()));
    }
  }

  /** The names that kept addresses are no more: whatever they held may be another's. */
  public synchronized void retire(long nowNs) {
    List<String> kept = new ArrayList<>();
    byAddress.forEach((address, held) -> {
      if (held.by().keeps()) {
        kept.add(address);
      }
    });
    for (String address : kept) {
      @Nullable Held held = byAddress.remove(address);
      if (held != null) {
        sticky.remove(stickyKey(held.by()));
        Freed rest = new Freed(address, held.by().owner(), nowNs);
        freed.put(address, rest);
        resting.addLast(rest);
      }
    }
  }

  /** A name, or a life of a pod, keeps what it was told. */
  private static String stickyKey(Asker asker) {
    return asker.keeps() ? asker.key() : asker.uid();
  }

  /**
   * A lower bound: each address that may be held, rest, or be on its way to somebody is not free.
   */
  private int certainlyFree(long nowNs) {
    while (!resting.isEmpty() && nowNs - resting.getFirst().sinceNs() > 2 * rules.restNs()) {
      resting.removeFirst();
    }
    while (!unknown.isEmpty() && nowNs - unknown.getFirst() > 2 * rules.restNs()) {
      unknown.removeFirst();
    }
    return rules.addresses() - byAddress.size() - resting.size() - unknown.size() - asking;
  }

  /** How many addresses are held, as far as callers were told. */
  public synchronized int held() {
    return byAddress.size();
  }

  /** Every address that is held, and by whom. */
  public synchronized Map<String, String> holders() {
    Map<String, String> holders = new HashMap<>();
    byAddress.forEach((address, held) -> holders.put(address, held.by().key()));
    return holders;
  }

  /** The verdicts so far. */
  public synchronized List<Verdict> verdicts() {
    List<Verdict> all = new ArrayList<>();
    all.add(Verdict.of("no address with two holders", twice, told + " grants"));
    if (rules.names()) {
      all.add(Verdict.of("the same name or uid keeps its address", moved, told + " grants"));
    }
    if (rules.restNs() > 0) {
      String shortest =
          reused == 0
              ? ""
              : ", shortest rest "
                  + shortestRestNs / 1_000_000
                  + " ms (early only when nothing else was free)";
      all.add(
          Verdict.of(
              "a freed address rests while others are free",
              early,
              reused + " addresses went to a stranger" + shortest));
    }
    return all;
  }

  private static void note(List<String> to, String format, Object... arguments) {
    if (to.size() < BREACHES_SHOWN_MAX) {
      to.add(String.format(Locale.ROOT, format + ".", arguments));
    }
  }
}
