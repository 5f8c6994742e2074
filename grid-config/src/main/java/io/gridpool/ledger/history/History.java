package io.gridpool.ledger.history;

import io.gridpool.ledger.model.LeaseChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The latest changes of leases, oldest forgotten first; one thread writes. */
public final class History {
  /** How many changes are kept at least, unless their bytes are too many. */
  public static final int CHANGES_MAX = 100_000;

  /** How many bytes full pages may have together; the usual 100,000 changes take about 6 MB. */
  public static final int BYTES_MAX = 16 * 1_024 * 1_024;

  /** How many pages one question may open: a few milliseconds of the apply thread. */
  static final int PAGES_READ_MAX = 8;

  private final ArrayDeque<HistoryPage> full = new ArrayDeque<>();
  private OpenPage open;
  private long next;
  private long bytes;

  /** A history without changes. */
  public History() {
    this(1);
  }

  private History(long next) {
    this.next = next;
    open = new OpenPage(next);
  }

  /**
   * Changes that were found, newest first.
   *
   * @param before where to go on: the next question's {@code before}; 0 when all were seen
   */
  public record Found(List<LeaseChange> changes, long before) {
    public Found {
      changes = List.copyOf(changes);
    }
  }

  /** The sequence of the next change. */
  public long next() {
    return next;
  }

  /** Remembers a change; its sequence must be {@link #next}. */
  public void add(LeaseChange change) {
    open.add(change);
    next++;
    if (open.count() == HistoryPage.CHANGES_MAX) {
      seal(open.page());
      open = new OpenPage(next);
    }
  }

  private void seal(HistoryPage page) {
    full.addLast(page);
    bytes += page.bytes().length;
    while (bytes > BYTES_MAX
        || next - full.getFirst().first() - full.getFirst().count() >= CHANGES_MAX) {
      bytes -= full.removeFirst().bytes().length;
    }
  }

  /** Ledger time of the oldest change that is remembered, in milliseconds; 0 when there is none. */
  public long sinceMs() {
    return full.isEmpty() ? open.page().fromMs() : full.getFirst().fromMs();
  }

  /**
   * The newest changes with a sequence below {@code before} (0: from the newest on). Looks at a
   * bounded part of the history at a time, so it may find none and still say where to go on.
   */
  public Found find(HistoryFilter filter, long before, int limit) {
    List<LeaseChange> found = new ArrayList<>();
    long below = before == 0 ? next : before;
    int opened = 0;
    for (Iterator<HistoryPage> pages = newestFirst(); pages.hasNext(); ) {
      HistoryPage page = pages.next();
      if (page.first() >= below || page.fromMs() > filter.untilMs()) {
        continue;
      }
      if (opened++ == PAGES_READ_MAX) {
        return new Found(found, page.first() + page.count());
      }
      for (LeaseChange change : page.changes().reversed()) {
        if (change.sequence() < below && filter.takes(change)) {
          found.add(change);
          if (found.size() == limit) {
            return new Found(found, change.sequence());
          }
        }
      }
    }
    return new Found(found, 0);
  }

  private Iterator<HistoryPage> newestFirst() {
    List<HistoryPage> pages = new ArrayList<>(full);
    if (open.count() > 0) {
      pages.add(open.page());
    }
    return pages.reversed().iterator();
  }

  /** This state for another thread; costs a copy of the open page. */
  public FrozenHistory freeze() {
    return new FrozenHistory(next, List.copyOf(full), open.page());
  }

  static History thaw(FrozenHistory frozen) {
    History history = new History(frozen.next() - frozen.open().count());
    for (HistoryPage page : frozen.full()) {
      history.full.addLast(page);
      history.bytes += page.bytes().length;
    }
    // Written again it has the same bytes, and its texts can be continued.
    frozen.open().changes().forEach(history::add);
    return history;
  }
}
