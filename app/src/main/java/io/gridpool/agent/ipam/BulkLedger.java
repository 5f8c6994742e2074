package io.gridpool.agent.ipam;

import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Many commands or many endpoints at once: batches in a few lanes side by side, pages one after the
 * other. Errors are the ledger's; a batch that failed may be repeated with the others.
 */
final class BulkLedger {
  /** Batches under way at once. */
  private static final int LANES = 4;

  private final LedgerGate ledger;
  private final Duration limit;

  BulkLedger(LedgerGate ledger, Duration limit) {
    this.ledger = ledger;
    this.limit = limit;
  }

  /** The outcomes, in the order of the commands; commands of different batches may overtake. */
  List<Outcome> submitAll(List<Command> commands) {
    return submit(commands, LANES);
  }

  /**
   * The same one batch after the other, where an earlier command may stand in a later one's way.
   */
  List<Outcome> submitInOrder(List<Command> commands) {
    return submit(commands, 1);
  }

  private List<Outcome> submit(List<Command> commands, int laneCount) {
    List<Future<List<Outcome>>> batches = new ArrayList<>();
    try (ExecutorService lanes =
        Executors.newFixedThreadPool(laneCount, Thread.ofVirtual().factory())) {
      for (int from = 0; from < commands.size(); from += Batch.COMMANDS_MAX) {
        int to = Math.min(from + Batch.COMMANDS_MAX, commands.size());
        List<Command> batch = commands.subList(from, to);
        batches.add(lanes.submit(() -> ledger.submit(batch, limit)));
      }
    }
    List<Outcome> outcomes = new ArrayList<>();
    batches.forEach(batch -> outcomes.addAll(result(batch)));
    return outcomes;
  }

  private static List<Outcome> result(Future<List<Outcome>> batch) {
    try {
      return batch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TryLaterException("interrupted while waiting for the ledger", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(e.getCause());
    }
  }

  /** All endpoints of the ledger. */
  List<Endpoint> endpoints() {
    List<Endpoint> all = new ArrayList<>();
    @Nullable EndpointKey after = null;
    do {
      var query = new Query.ReadEndpoints("", after, Query.LIMIT_MAX);
      if (!(ledger.ask(query, limit) instanceof Answer.Endpoints page)) {
        throw new TryLaterException("the ledger did not tell its endpoints");
      }
      all.addAll(page.endpoints());
      after = page.next();
    } while (after != null);
    return all;
  }
}
