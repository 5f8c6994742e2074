package io.gridpool.agent.ipam;

import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.history.HistoryFilter;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.LeaseChange;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells from the ledger's history who had an address when, or which addresses a pod had. */
public final class WhoHad {
  /** The most changes of one answer. */
  public static final int CHANGES_MAX = 1_000;

  /** How long one page of the history may take. */
  private static final Duration PAGE_LIMIT = Duration.ofSeconds(2);

  private final LedgerGate ledger;

  public WhoHad(Ports ports) {
    this.ledger = ports.ledger();
  }

  /**
   * What is asked: an address or a pod ({@code namespace/name}).
   *
   * @param atMs the moment asked for, in milliseconds since 1970
   */
  public record Question(String subject, long atMs, int limit) {
    public Question {
      limit = Math.clamp(limit, 1, CHANGES_MAX);
    }

    HistoryFilter filter() {
      int slash = subject.indexOf('/');
      return slash < 0
          ? new HistoryFilter(Address.parse(subject), null, atMs)
          : new HistoryFilter(
              null,
              new EndpointKey(subject.substring(0, slash), subject.substring(slash + 1)),
              atMs);
    }
  }

  /**
   * What is remembered.
   *
   * @param then the last change of each address before the moment asked for
   * @param changes all of them, newest first
   * @param sinceMs how far back the ledger remembers, in milliseconds since 1970
   */
  public record Known(List<LeaseChange> then, List<LeaseChange> changes, long sinceMs) {
    public Known {
      then = List.copyOf(then);
      changes = List.copyOf(changes);
    }
  }

  /**
   * Errors: {@link IllegalArgumentException} when the subject is neither address nor pod; {@link
   * TryLaterException} when the ledger does not answer.
   */
  public Known ask(Question question) {
    HistoryFilter filter = question.filter();
    List<LeaseChange> changes = new ArrayList<>();
    long before = 0;
    Answer.LeaseHistory page;
    do {
      page = page(new Query.ReadHistory(filter, before, question.limit() - changes.size()));
      changes.addAll(page.changes());
      before = page.before();
    } while (before != 0 && changes.size() < question.limit());
    return new Known(latest(changes), changes, page.sinceMs());
  }

  private Answer.LeaseHistory page(Query.ReadHistory query) {
    if (ledger.ask(query, PAGE_LIMIT) instanceof Answer.LeaseHistory page) {
      return page;
    }
    throw new TryLaterException("the seat does not know the history yet: it runs an older version");
  }

  private static List<LeaseChange> latest(List<LeaseChange> newestFirst) {
    Map<Address, LeaseChange> latest = new LinkedHashMap<>();
    for (LeaseChange change : newestFirst) {
      latest.putIfAbsent(change.lease().address(), change);
    }
    return List.copyOf(latest.values());
  }

  /** What one address was at the moment asked for, in words. */
  public static String sentence(LeaseChange change) {
    String pod =
        change.key().namespace() + "/" + change.podName() + " (uid " + change.podUid() + ")";
    String address = String.valueOf(change.lease().address());
    return switch (change.kind()) {
      case GRANTED, REBOUND, RESUMED ->
          address + " in use by pod " + pod + " on node " + change.node();
      case PARKED -> address + " kept for pod " + pod + ", not in use";
      case FREED -> address + " free; pod " + pod + " had it before" + because(change.reason());
    };
  }

  private static String because(@Nullable String reason) {
    return reason == null || reason.isEmpty() ? "" : ": " + reason;
  }
}
