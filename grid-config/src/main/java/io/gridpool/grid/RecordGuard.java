package io.gridpool.grid;

import io.gridpool.ledger.model.TermId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The term record as one process knows it: time goes forward only. A record older than one seen
 * before (by term, then by its count of changes) is not shown to anybody: who followed it would
 * take part in a term that is over, or begin one that has been.
 *
 * <p>It is put right by who knows better: at once by the seat that leads, which proves by its
 * majority that its term lives ({@link #putRight}); after {@link #PATIENCE}, when no such seat is
 * there, from the memory of whichever process has the newest copy. That time lets a living majority
 * speak first. A store object made anew (another origin) is a new beginning and no step back.
 *
 * <p>Thread: any.
 */
public final class RecordGuard implements TermStore {
  /** How long a record stays set back before a process without a majority puts it right. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Added to the count of changes: whatever was written last before the backup came is older. */
  private static final long JUMP = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(RecordGuard.class);

  private final TermStore store;
  private final RecordMemory memory;
  private final Duration patience;
  private final Consumer<String> told;
  private @Nullable TermRecord known;
  private long changeMax;
  private @Nullable Deadline waits;

  /**
   * A guard that begins with what the memory has.
   *
   * @param told is given one sentence when the record was put right
   */
  public RecordGuard(
      TermStore store, RecordMemory memory, Duration patience, Consumer<String> told) {
    this.store = store;
    this.memory = memory;
    this.patience = patience;
    this.told = told;
    this.known = memory.load().orElse(null);
  }

  /** Errors: {@link RecordSetBackException}, and the store's. */
  @Override
  public Optional<TermRecord> read() {
    Optional<TermRecord> now = store.read();
    if (now.isPresent() && !accepted(now.get())) {
      // Another thread may have seen a newer one while this read was under way.
      now = store.read();
      if (now.isPresent() && !accepted(now.get())) {
        throw setBack(now.get());
      }
    }
    return now;
  }

  /** Errors: as for {@link #read}. */
  @Override
  public Optional<TermRecord> recent() {
    return store.recent().filter(this::accepted).or(this::read);
  }

  @Override
  public TermRecord createIfAbsent(TermRecord first) {
    TermRecord standing = store.createIfAbsent(first);
    if (!accepted(standing)) {
      throw setBack(standing);
    }
    return standing;
  }

  @Override
  public Optional<TermRecord> replace(TermRecord changed) {
    Optional<TermRecord> written = store.replace(counted(changed));
    written.ifPresent(this::accepted);
    return written;
  }

  @Override
  public boolean putRight(TermRecord truth) {
    TermRecord newest = newest(truth);
    Optional<TermRecord> now = store.read();
    if (newest == null || (now.isPresent() && !isBefore(now.get(), newest))) {
      return false;
    }
    if (now.isEmpty()) {
      // An object made anew: its first record is the one of the living term.
      TermRecord stored =
          store.createIfAbsent(
              over(newest, new TermRecord(newest.term(), newest.formed(), newest.seats(), "")));
      tell("there was none", newest);
      return accepted(stored);
    }
    return replaced(now.get(), newest);
  }

  private boolean replaced(TermRecord now, TermRecord newest) {
    Optional<TermRecord> written = store.replace(over(newest, now));
    written.ifPresent(record -> {
      tell("it said " + text(now), newest);
      var _ = accepted(record);
    });
    return written.isPresent();
  }

  /**
   * What is known, in the place of what is stored. A term that was not formed when it was last seen
   * may have formed since, unseen: it is named under the next number, so that no number is ever
   * formed twice.
   */
  private static TermRecord over(TermRecord newest, TermRecord stored) {
    RecordStamp stamp =
        new RecordStamp(newest.level(), newest.stamp().change() + JUMP, stored.stamp().origin());
    TermId term = newest.formed() ? newest.term() : new TermId(newest.term().number() + 1, "");
    return new TermRecord(term, newest.formed(), newest.seats(), stored.version(), stamp);
  }

  /** The newest record known of the term that lives; null when that term is over. */
  private synchronized @Nullable TermRecord newest(TermRecord truth) {
    TermRecord newest = known;
    if (newest == null || isBefore(newest, truth)) {
      return truth;
    }
    return newest.term().equals(truth.term()) ? newest : null;
  }

  /** Takes notice of a record; false when it is older than what is known. */
  private synchronized boolean accepted(TermRecord now) {
    TermRecord before = known;
    if (before != null && isBefore(now, before)) {
      return false;
    }
    waits = null;
    changeMax = Math.max(changeMax, now.stamp().change());
    if (before == null || !now.equals(before)) {
      known = now;
      memory.keep(now);
    }
    return true;
  }

  /** Counts on where a program that does not count wrote in between. */
  private synchronized TermRecord counted(TermRecord changed) {
    RecordStamp stamp = changed.stamp();
    return new TermRecord(
        changed.term(),
        changed.formed(),
        changed.seats(),
        changed.version(),
        new RecordStamp(stamp.level(), Math.max(stamp.change(), changeMax), stamp.origin()));
  }

  private synchronized @Nullable TermRecord knownNow() {
    return known;
  }

  private RecordSetBackException setBack(TermRecord now) {
    TermRecord newest = knownNow();
    if (newest != null && waited()) {
      LOG.warn("no seat has put the record right within {} s", patience.toSeconds());
      var _ = replaced(now, newest);
    }
    return new RecordSetBackException(
        "the Grid object says "
            + text(now)
            + ", but this agent knows "
            + (newest == null ? "more" : text(newest))
            + ": it was set back, as by a restored backup, and is put right by the leading seat, or"
            + " after "
            + patience.toSeconds()
            + " s by any agent that knows more");
  }

  private synchronized boolean waited() {
    if (waits == null) {
      waits = Deadline.in(patience);
    }
    return waits.over();
  }

  private static boolean isBefore(TermRecord one, TermRecord other) {
    if (!one.stamp().origin().equals(other.stamp().origin())) {
      return false;
    }
    long numbers = Long.compare(one.term().number(), other.term().number());
    boolean counted = one.stamp().change() > 0 && other.stamp().change() > 0;
    return numbers < 0
        || (numbers == 0 && counted && one.stamp().change() < other.stamp().change());
  }

  private void tell(String before, TermRecord newest) {
    String sentence =
        "the Grid object was set back ("
            + before
            + "), as by a restored backup; it was put right: "
            + text(newest);
    LOG.warn(sentence);
    told.accept(sentence);
  }

  private static String text(TermRecord record) {
    return "term " + record.term().number() + " in change " + record.stamp().change();
  }
}
