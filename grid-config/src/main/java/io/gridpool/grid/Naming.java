package io.gridpool.grid;

import io.gridpool.fault.FaultPoint;
import io.gridpool.ledger.model.TermId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names the seats of a term that is to form: on agents that answer now, so that a node that never
 * comes back keeps nobody waiting.
 *
 * <p>Thread: one; it remembers since when it waits.
 */
public final class Naming {
  /** How long to wait for as many nodes as there are seats before fewer must do. */
  static final Duration WAIT = Duration.ofSeconds(15);

  /**
   * How long a named term may stay unformed before other seats are named. Nothing is served before
   * the record says formed, so an unformed term may be given up at any time.
   */
  static final Duration UNFORMED_MAX = Duration.ofSeconds(40);

  /**
   * How long when all its seats answer. The first members of a consensus group find one another
   * once: where one of them is started again meanwhile, the others wait for a member that is gone,
   * whatever comes later. A new term makes all of them begin at once, under another name.
   */
  static final Duration STUCK_MAX = Duration.ofSeconds(45);

  /**
   * Each term after such a one gets that much more, up to so many times: the machine may be slow.
   */
  private static final int LONGER_MAX = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Naming.class);

  private final int wanted;
  private final TermStore store;
  private final Candidates candidates;
  private final Fencing fencing;
  private final Duration stuckMax;
  private long waitingFor = -1;
  private @Nullable Deadline deadline;
  private @Nullable Deadline patience;
  private @Nullable Deadline lastPatience;
  private long unformed = -1;
  private int unformedTerms;

  /** Over those who announced themselves; {@code wanted} seats. */
  public Naming(int wanted, TermStore store, Candidates candidates, Fencing fencing) {
    this(wanted, store, candidates, fencing, STUCK_MAX);
  }

  Naming(int wanted, TermStore store, Candidates candidates, Fencing fencing, Duration stuckMax) {
    this.stuckMax = stuckMax;
    this.wanted = wanted;
    this.store = store;
    this.candidates = candidates;
    this.fencing = fencing;
  }

  /** The seats of the first term without any planned by hand; empty: ask again later. */
  public Optional<List<SeatRecord>> firstSeats() {
    return named(0, List.of());
  }

  /** Whether no seat is about to move to an agent that has fewer. */
  public boolean isSpread(TermRecord record) {
    return new Placement(present(record.seats())).crowded(record.seats()).isEmpty();
  }

  /** The seats of the term after this one; empty: ask again later. */
  Optional<List<SeatRecord>> seatsAfter(TermRecord record) {
    return named(record.term().number(), record.seats());
  }

  /** Names the seats anew, others where one does not answer, for a term that does not form. */
  void renameIfStuck(TermRecord record) {
    if (unformed != record.term().number()) {
      unformed = record.term().number();
      unformedTerms = Math.min(unformedTerms + 1, LONGER_MAX);
      patience = Deadline.in(UNFORMED_MAX);
      lastPatience = Deadline.in(stuckMax.multipliedBy(unformedTerms));
    } else if (isOver(lastPatience)) {
      rename(record, "though its seats had time");
    } else if (isOver(patience) && !record.seats().stream().allMatch(this::answers)) {
      rename(record, "a seat of it does not answer");
    }
  }

  /** A term has formed: the next one begins with the usual time again. */
  void settled() {
    unformedTerms = 0;
  }

  private static boolean isOver(@Nullable Deadline limit) {
    return limit != null && limit.over();
  }

  private void rename(TermRecord record, String why) {
    seatsAfter(record)
        .ifPresent(seats -> {
          var next = new TermId(record.term().number() + 1, "");
          FaultPoint.RECORD_NEXT_TERM.before();
          boolean begun = store.replace(record.next(next, seats)).isPresent();
          FaultPoint.RECORD_NEXT_TERM.after();
          LOG.warn(
              "term {} does not form, {}: term {} is named, by this agent: {}",
              record.term().number(),
              why,
              next.number(),
              begun);
        });
  }

  private boolean answers(SeatRecord seat) {
    return candidates.answers(placeOf(seat));
  }

  private Optional<List<SeatRecord>> named(long term, List<SeatRecord> before) {
    List<Candidate> present = present(before);
    if (candidates.list().isEmpty() && before.size() == wanted) {
      // Nobody announced: the places stay what they were. Amid a move they are too many or too few.
      return Optional.of(before.stream().map(SeatRecord::unseated).toList());
    }
    long nodes = present.stream().map(Candidate::node).distinct().count();
    List<SeatRecord> seats = new Placement(present).name(wanted);
    boolean enough = nodes >= wanted || (nodes > 0 && waitedFor(term));
    return enough && seats.size() == wanted ? Optional.of(seats) : Optional.empty();
  }

  private boolean waitedFor(long term) {
    Deadline limit = deadline;
    if (limit == null || waitingFor != term) {
      waitingFor = term;
      deadline = Deadline.in(WAIT);
      return false;
    }
    return limit.over();
  }

  /** Those of the seats and of the announced agents that answer and are not fenced. */
  private List<Candidate> present(List<SeatRecord> before) {
    List<Candidate> announced = candidates.list();
    List<Candidate> known = new ArrayList<>(announced);
    Stream<Candidate> places = before.stream().map(Naming::placeOf);
    places
        .filter(place -> known.stream().noneMatch(one -> one.node().equals(place.node())))
        .forEach(known::add);
    return known.stream()
        .filter(one -> !fencing.isFenced(one.node()) && candidates.answers(one))
        .toList();
  }

  static Candidate placeOf(SeatRecord seat) {
    return new Candidate(seat.node(), "", seat.memberAddress(), seat.agentAddress());
  }
}
