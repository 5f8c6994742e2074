package io.gridpool.agent.kube.pool;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.feed.LedgerView;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.ledger.model.PoolState;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the status of pools from the ledger's view: at most one write per pool in {@code
 * statusGapMs}, only what differs, and only while this agent leads. A foreign edit is put back and
 * told in an Event.
 */
final class PoolMirror implements AutoCloseable {
  private static final int USED_OUT_REST = 20;

  private final KubernetesClient client;
  private final LedgerView view;
  private final PoolRoom room;
  private final BooleanSupplier leads;
  private final KeyLoop<String> loop;
  private final Map<String, Judged> verdicts = new ConcurrentHashMap<>();
  private final Map<String, Written> writtenByPool = new ConcurrentHashMap<>();
  private final Set<String> usedOut = ConcurrentHashMap.newKeySet();

  PoolMirror(KubernetesClient client, LedgerView view, PoolRoom room, BooleanSupplier leads) {
    this.client = client;
    this.view = view;
    this.room = room;
    this.leads = leads;
    this.loop = new KeyLoop<>("pool-status", room.settings(), this::look);
    room.watch().onPool(loop::add);
  }

  void start() {
    loop.start();
  }

  /** Looks at a pool soon. */
  void poolChanged(String name) {
    loop.add(name);
  }

  /** Takes what the ledger said of a pool; a new refusal becomes an Event. */
  void verdict(SpiderIPPool pool, PoolVerdict verdict) {
    Judged now = new Judged(verdict, pool.getMetadata().getGeneration());
    Judged before = verdicts.put(pool.getMetadata().getName(), now);
    boolean other = before == null || !before.verdict.equals(verdict);
    if (other && !verdict.accepted()) {
      room.events().warn(pool, verdict.reason(), verdict.message());
    }
    if (!now.equals(before)) {
      loop.add(pool.getMetadata().getName());
    }
  }

  /** What the ledger said of one version of a pool's spec. */
  private record Judged(PoolVerdict verdict, @Nullable Long generation) {}

  @Override
  public void close() {
    loop.close();
  }

  private long look(String name) {
    SpiderIPPool pool = room.watch().pool(name).orElse(null);
    if (pool == null) {
      verdicts.remove(name);
      writtenByPool.remove(name);
      usedOut.remove(name);
      return 0;
    }
    if (!view.filled() || !leads.getAsBoolean()) {
      return room.settings().pace().statusGapMs();
    }
    Written last = writtenByPool.get(name);
    long restMs = last == null ? 0 : last.restMs(room.settings().pace().statusGapMs());
    return restMs > 0 ? restMs : settle(pool, last);
  }

  private long settle(SpiderIPPool pool, @Nullable Written last) {
    // The watch may still show what stood before our own last write.
    SpiderIPPool current = last != null && last.before(pool) ? last.after() : pool;
    SpiderIPPool.Status observed = current.getStatus();
    SpiderIPPool.Status wanted = wanted(current);
    tellWhenUsedOut(pool, wanted);
    if (same(observed, wanted)) {
      return 0;
    }
    boolean foreign = last != null && !same(last.after().getStatus(), observed);
    if (write(current, wanted) && foreign) {
      room.events()
          .warn(pool, "StatusRestored", "somebody edited the status; the ledger's is back");
    }
    return 0;
  }

  /** Once when the last address goes; again only after a twentieth of the pool was free. */
  private void tellWhenUsedOut(SpiderIPPool pool, SpiderIPPool.Status wanted) {
    Long held = wanted.allocatedIPCount();
    Long total = wanted.totalIPCount();
    if (held == null || total == null) {
      return;
    }
    String name = pool.getMetadata().getName();
    if (held >= total && total > 0 && usedOut.add(name)) {
      room.events()
          .warn(
              pool,
              "AllIPAddressesUsedOut",
              "all IP addresses used out: " + held + " of " + total + " addresses in use");
    } else if (held < total - total / USED_OUT_REST) {
      usedOut.remove(name);
    }
  }

  private SpiderIPPool.Status wanted(SpiderIPPool pool) {
    String name = pool.getMetadata().getName();
    Optional<PoolState> state = view.pool(name);
    int held = view.held(name);
    // What is too long anyway is not built: a pool may have a million holders.
    String text =
        held > PoolStatusShape.ENTRIES_MAX
            ? null
            : PoolStatusShape.allocatedText(
                view.holdings(name, PoolStatusShape.ENTRIES_MAX),
                PoolStatusShape.ALLOCATED_BYTES_MAX);
    SpiderIPPool.Status observed = pool.getStatus();
    return new SpiderIPPool.Status(
        text,
        state.map(PoolState::total).orElse(null),
        state.isPresent() ? Long.valueOf(held) : null,
        PoolStatusShape.conditions(
            observed == null ? null : observed.conditions(),
            conditions(name, text == null && held > 0),
            Instant.now()));
  }

  private List<Condition> conditions(String name, boolean elided) {
    List<Condition> conditions = new ArrayList<>();
    Judged judged = verdicts.get(name);
    if (judged != null) {
      conditions.add(PoolStatusShape.accepted(judged.verdict, judged.generation));
    }
    if (elided) {
      conditions.add(
          PoolStatusShape.condition(
              PoolStatusShape.ELIDED,
              true,
              "TooLong",
              "the records do not fit into allocatedIPs; see the SpiderEndpoints"));
    }
    return conditions;
  }

  /** Writes over the very object that was looked at; false when it changed since. */
  private boolean write(SpiderIPPool pool, SpiderIPPool.Status wanted) {
    String name = pool.getMetadata().getName();
    try {
      SpiderIPPool after = new JsonPatch<>(pool).set("/status", wanted).sendStatus(client);
      writtenByPool.put(name, new Written(pool, after, System.nanoTime()));
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      // Somebody wrote in between: the watch brings that, and with it the next look.
      writtenByPool.remove(name);
      loop.add(name, room.settings().pace().retryFirstMs());
      return false;
    }
  }

  /** Whether both say the same; a null status is one with nothing in it. */
  private static boolean same(
      SpiderIPPool.@Nullable Status left, SpiderIPPool.@Nullable Status right) {
    var empty = new SpiderIPPool.Status(null, null, null, List.of());
    return Objects.equals(
        Objects.requireNonNullElse(left, empty), Objects.requireNonNullElse(right, empty));
  }

  /**
   * The last write of one pool.
   *
   * @param over the object that was patched
   * @param after the object as the API server answered it
   */
  private record Written(SpiderIPPool over, SpiderIPPool after, long atNanos) {
    /** Whether {@code seen} is still the object that was patched. */
    boolean before(SpiderIPPool seen) {
      return Objects.equals(
          seen.getMetadata().getResourceVersion(), over.getMetadata().getResourceVersion());
    }

    /** How long the next write has to wait, in milliseconds. */
    long restMs(long gapMs) {
      return gapMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - atNanos);
    }
  }
}
