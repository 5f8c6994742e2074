package io.gridpool.agent.kube;

import io.gridpool.agent.ipam.LedgerInMemory;
import io.gridpool.agent.kube.feed.ChangeSource;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A real ledger in this process, with its change feed. */
public final class KubeLedger implements LedgerGate, ChangeSource {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private final LedgerInMemory ledger;
  private final List<Reader> readers = new java.util.concurrent.CopyOnWriteArrayList<>();

  public KubeLedger() {
    this(new LedgerInMemory());
  }

  /** The feed of a ledger. */
  public KubeLedger(LedgerInMemory ledger) {
    this.ledger = ledger;
  }

  @Override
  public List<Outcome> submit(List<Command> commands, Duration limit) {
    List<Outcome> outcomes = ledger.submit(commands, limit);
    readers.forEach(reader -> reader.news.release());
    return outcomes;
  }

  @Override
  public Answer ask(Query query, Duration limit) {
    return ledger.ask(query, limit);
  }

  @Override
  public Subscription subscribe(long since, Consumer<Answer.Changes> sink) {
    Reader reader = new Reader(since, sink);
    readers.add(reader);
    reader.thread.start();
    return reader;
  }

  /** Takes an address of each pool for a pod. */
  public Endpoint acquire(EndpointKey key, String uid, String node, Owner owner, String... pools) {
    List<Want> wants =
        java.util.Arrays.stream(pools)
            .map(pool -> new Want("eth0", family(pool), List.of(pool)))
            .toList();
    boolean sticky = owner.group().equals("apps") && owner.kind().equals("StatefulSet");
    var acquire = new Acquire(key, uid, node, "c0ffee".repeat(10), owner, sticky, wants);
    return ((Outcome.Holding) submit(List.of(acquire), LIMIT).getFirst()).endpoint();
  }

  /** Makes the ledger unreachable, or reachable again. */
  public void setAway(boolean away) {
    ledger.setAway(away);
  }

  /** Submits one command. */
  public Outcome submit(Command command) {
    return submit(List.of(command), LIMIT).getFirst();
  }

  /** What a pod holds. */
  public @Nullable Endpoint endpoint(EndpointKey key) {
    return ((Answer.OneEndpoint) ask(new Query.ReadEndpoint(key), LIMIT)).endpoint();
  }

  /** What the pods of a namespace hold. */
  public List<Endpoint> endpoints(String namespace) {
    var page = (Answer.Endpoints) ask(new Query.ReadEndpoints("", null, Query.LIMIT_MAX), LIMIT);
    return page.endpoints().stream().filter(e -> e.key().namespace().equals(namespace)).toList();
  }

  /** One pool. */
  public Optional<PoolState> pool(String name) {
    return ((Answer.Pools) ask(new Query.ReadPools(), LIMIT))
        .pools().stream().filter(pool -> pool.spec().name().equals(name)).findFirst();
  }

  /** All pools and reservations. */
  public Answer.Pools pools() {
    return (Answer.Pools) ask(new Query.ReadPools(), LIMIT);
  }

  private IpFamily family(String pool) {
    return pool(pool).orElseThrow().spec().family();
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
          news.drainPermits();
          deliver();
        }
      } catch (InterruptedException | TryLaterException e) {
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
      thread.interrupt();
    }
  }
}
