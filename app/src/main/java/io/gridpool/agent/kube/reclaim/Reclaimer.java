package io.gridpool.agent.kube.reclaim;

import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steward's search for leases that nobody needs: at once where a pod went; a round over all
 * leases against the watches in every {@code reclaimEveryMs}, and soon after a StatefulSet wants
 * other pods or goes; a full check against fresh lists, for events that were missed, in every
 * {@code fullCheckEveryMs}.
 *
 * <p>All three only suspect. Before anything is freed the API server itself is asked, with all else
 * at most {@code callsPerSecond} times a second.
 */
public final class Reclaimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reclaimer.class);

  /** How many full checks are remembered. */
  public static final int CHECKS_MAX = 16;

  /** What to look at. */
  private sealed interface Key {
    record Round() implements Key {}

    record Full() implements Key {}

    record One(EndpointKey endpoint) implements Key {}
  }

  /** A round that a StatefulSet asks for comes this much later, for others that change with it. */
  private static final long SETS_GATHER_MS = 1_000;

  /** A round that read for a second is followed by so many seconds without one. */
  private static final int REST_PER_READ = 9;

  /** What a scan found, and how long it read. */
  private record Scanned(int suspects, long readNs) {}

  private final KubeRoom room;
  private final KubeSettings settings;
  private final BooleanSupplier leads;
  private final ApiBudget budget;
  private final LeaseJudge judge;
  private final ClusterSight asked;
  private final LeaseReclaim reclaim;
  private final ClusterLists lists;
  private final ClusterWatch watch;
  private final KeyLoop<Key> loop;
  private final ConcurrentLinkedDeque<FullCheck> checks = new ConcurrentLinkedDeque<>();
  private long restUntilNs = System.nanoTime();

  /** A search, not started yet; {@code leads} is asked before each thing that may be freed. */
  public Reclaimer(KubeRoom room, BooleanSupplier leads) {
    this.room = room;
    this.settings = room.settings();
    this.leads = leads;
    this.budget = new ApiBudget(settings.rounds().callsPerSecond());
    this.judge = LeaseJudge.of(room);
    this.asked = new AskedSight(room.client(), budget);
    this.reclaim = new LeaseReclaim(room, judge, asked);
    this.lists = new ClusterLists(room.client(), settings, budget);
    this.loop = new KeyLoop<>("reclaim", settings, this::look);
    this.watch =
        new ClusterWatch(
            room.client(),
            key -> loop.add(new Key.One(key), settings.rounds().reclaimGraceMs()),
            () -> loop.add(new Key.Round(), SETS_GATHER_MS));
  }

  /** Starts the watches and, where reclaim is enabled, the search. */
  public void start() {
    watch.start();
    if (settings.reclaim().enabled()) {
      loop.start();
      loop.add(new Key.Round());
      loop.add(new Key.Full(), settings.reclaim().fullCheckEveryMs());
    }
  }

  /** Whether the first lists are complete and the watches stand. */
  public boolean watching() {
    return watch.synced() && watch.watching();
  }

  @Override
  public void close() {
    loop.close();
    watch.close();
  }

  private long look(Key key) {
    if (!watch.synced() || !leads.getAsBoolean()) {
      return settings.pace().retryFirstMs();
    }
    return switch (key) {
      case Key.Round() -> round();
      case Key.Full() -> {
        checkAll();
        yield settings.reclaim().fullCheckEveryMs();
      }
      case Key.One(EndpointKey endpoint) -> {
        check(endpoint);
        yield 0;
      }
    };
  }

  /** Holds every lease against the watches; reads the ledger for a tenth of the time at most. */
  private long round() {
    long restMs = TimeUnit.NANOSECONDS.toMillis(restUntilNs - System.nanoTime());
    if (restMs > 0) {
      return restMs;
    }
    Scanned scanned = scan(watch, Long.MAX_VALUE);
    restUntilNs = System.nanoTime() + REST_PER_READ * scanned.readNs();
    return settings.rounds().reclaimEveryMs();
  }

  /**
   * Checks every lease against fresh lists. A lease that changed since the lists began is left for
   * the next time: its pod may be younger than they are.
   */
  private void checkAll() {
    long startNs = System.nanoTime();
    long callsBefore = budget.taken();
    var status =
        (Answer.Status) room.gate().ask(new Query.ReadStatus(), settings.pace().ledgerLimit());
    var listed = new ListedSight(lists.pods(watch.podsVersion()), lists.sets(), watch, asked);
    int suspects = scan(listed, status.revision()).suspects();
    FullCheck check =
        new FullCheck(
            status.leases(),
            suspects,
            budget.taken() - callsBefore,
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
    LOG.info("{}", check);
    checks.addLast(check);
    if (checks.size() > CHECKS_MAX) {
      checks.removeFirst();
    }
  }

  /** The latest full checks, oldest first; at most {@link #CHECKS_MAX}. For any thread. */
  public List<FullCheck> fullChecks() {
    return List.copyOf(checks);
  }

  /**
   * One full check.
   *
   * @param requests that the API server answered for it
   */
  public record FullCheck(long leases, int suspects, long requests, long tookMs) {
    /** Requests per second. */
    public double perSecond() {
      return requests * 1_000.0 / Math.max(1, tookMs);
    }

    @Override
    public String toString() {
      return "full check: leases=%d suspects=%d requests=%d ms=%d per second=%.1f"
          .formatted(leases, suspects, requests, tookMs, perSecond());
    }
  }

  /** Checks every suspect that has not changed since. */
  private Scanned scan(ClusterSight sight, long revisionMax) {
    @Nullable EndpointKey after = null;
    int suspects = 0;
    long readNs = 0;
    do {
      long beginNs = System.nanoTime();
      Answer.Endpoints page = page(after);
      readNs += System.nanoTime() - beginNs;
      for (Endpoint endpoint : page.endpoints()) {
        if (endpoint.revision() <= revisionMax && judge.against(endpoint, sight).isPresent()) {
          suspects++;
          check(endpoint.key());
        }
      }
      after = page.next();
    } while (after != null && !Thread.currentThread().isInterrupted());
    return new Scanned(suspects, readNs);
  }

  private Answer.Endpoints page(@Nullable EndpointKey after) {
    return (Answer.Endpoints)
        room.gate()
            .ask(
                new Query.ReadEndpoints("", after, Query.LIMIT_MAX), settings.pace().ledgerLimit());
  }

  private void check(EndpointKey key) {
    if (leads.getAsBoolean()) {
      reclaim.check(key);
    }
  }
}
