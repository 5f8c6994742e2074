package io.gridpool.loadtest.figures;

import io.gridpool.agent.kube.feed.ChangeSource;
import io.gridpool.grid.LedgerGate;
import io.gridpool.ledger.Ledger;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A ledger in this process with its change feed, so that what is measured are the controllers and
 * the API server alone. Safe for any thread.
 */
final class LocalLedger implements LedgerGate, ChangeSource {
  static final Duration LIMIT = Duration.ofSeconds(5);

  /** Stands for the full id of a sandbox. */
  static final String CONTAINER = "c0ffee".repeat(10);

  private static final TermId TERM = new TermId(1, "figures");

  private final Ledger ledger = new Ledger();
  private final List<Reader> readers = new CopyOnWriteArrayList<>();
  private long index;

  LocalLedger() {
    var _ = submit(List.of(new OpenTerm(TERM)), LIMIT);
  }

  @Override
  public List<Outcome> submit(List<Command> commands, Duration limit) {
    List<Outcome> outcomes;
    synchronized (ledger) {
      outcomes = ledger.apply(++index, new Batch(TERM, System.currentTimeMillis(), commands));
    }
    readers.forEach(reader -> reader.news.release());
    return outcomes;
  }

  @Override
  public Answer ask(Query query, Duration limit) {
    synchronized (ledger) {
      return ledger.ask(query);
    }
  }

  @Override
  public Subscription subscribe(long since, Consumer<Answer.Changes> sink) {
    Reader reader = new Reader(since, sink);
    readers.add(reader);
    reader.thread.start();
    return reader;
  }

  /** What a pod that lives gets. */
  Endpoint acquire(EndpointKey key, String uid, String node, Owner owner, String pool) {
    List<Want> wants = List.of(new Want("eth0", IpFamily.V4, List.of(pool)));
    boolean sticky = owner.kind().equals("StatefulSet");
    var acquire = new Acquire(key, uid, node, CONTAINER, owner, sticky, wants);
    Outcome outcome = submit(List.of(acquire), LIMIT).getFirst();
    if (outcome instanceof Outcome.Holding holding) {
      return holding.endpoint();
    }
    throw new IllegalStateException("the ledger answered " + outcome);
  }

  /** What stands under a key; null when nothing does. */
  @Nullable Endpoint endpoint(EndpointKey key) {
    return ((Answer.OneEndpoint) ask(new Query.ReadEndpoint(key), LIMIT)).endpoint();
  }

  boolean hasPool(String name) {
    return ((Answer.Pools) ask(new Query.ReadPools(), LIMIT))
        .pools().stream().anyMatch(pool -> pool.spec().name().equals(name));
  }

  private final class Reader implements Subscription {
    private final Semaphore news = new Semaphore(1);
    private final Consumer<Answer.Changes> sink;
    private final Thread thread = Thread.ofVirtual().unstarted(this::read);
    private long since;

    private Reader(long since, Consumer<Answer.Changes> sink) {
      this.since = since;
      this.sink = sink;
    }

    private void read() {
      try {
        while (true) {
          news.acquire();
          var _ = news.drainPermits();
          deliver();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void deliver() {
      Answer.Changes changes = next();
      while (changes.resync() || changes.to() > since) {
        sink.accept(changes);
        since = changes.to();
        changes = next();
      }
    }

    private Answer.Changes next() {
      return (Answer.Changes) ask(new Query.ReadChanges(since, Query.LIMIT_MAX), LIMIT);
    }

    @Override
    public void close() {
      readers.remove(this);
      thread.interrupt();
    }
  }
}
