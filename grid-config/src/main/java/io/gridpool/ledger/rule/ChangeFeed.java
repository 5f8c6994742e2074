package io.gridpool.ledger.rule;

import io.gridpool.ledger.model.EndpointKey;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the last changes touched: one entry per revision, in a ring. Not part of a snapshot: a
 * ledger that was restored remembers nothing older than itself.
 */
public final class ChangeFeed {
  /** How many changes are remembered. */
  public static final int CHANGES_MAX = 65_536;

  /** What a change touched. */
  public sealed interface Touched {
    /** A pod's endpoint. */
    record OfEndpoint(EndpointKey key) implements Touched {}

    /** A pool's spec. */
    record OfPool(String name) implements Touched {}

    /** A reservation. */
    record OfReservation(String name) implements Touched {}

    /** The term. */
    record OfTerm() implements Touched {}
  }

  /**
   * The distinct things that changed.
   *
   * @param to the last revision that is covered
   */
  public record Page(Set<Touched> touched, long to) {}

  private final @Nullable Touched[] ring = new Touched[CHANGES_MAX];
  private long floor;

  /** Remembers changes after {@code revision} only. */
  public ChangeFeed(long revision) {
    floor = revision;
  }

  /** Remembers what a revision touched; revisions come one after the other. */
  public void add(long revision, Touched touched) {
    ring[(int) (revision % CHANGES_MAX)] = touched;
    floor = Math.max(floor, revision - CHANGES_MAX);
  }

  /** Remembers nothing up to a revision from which the next change goes on. */
  void forgetUpTo(long revision) {
    floor = Math.max(floor, revision);
  }

  /** Whether all changes after {@code since} are remembered. */
  public boolean remembers(long since, long revision) {
    return since >= floor && since <= revision;
  }

  /** What changed after {@code since}, as far as {@code limit} distinct things reach. */
  public Page after(long since, long revision, int limit) {
    Set<Touched> distinct = new LinkedHashSet<>();
    long to = since;
    while (to < revision) {
      Touched touched = ring[(int) ((to + 1) % CHANGES_MAX)];
      if (touched != null && distinct.size() == limit && !distinct.contains(touched)) {
        break;
      }
      if (touched != null) {
        distinct.add(touched);
      }
      to++;
    }
    return new Page(distinct, to);
  }
}
