package io.gridpool.agent.kube.endpoint;

import io.gridpool.agent.kube.feed.LedgerView;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.grid.LedgerGate;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.Optional;
import java.util.function.Function;

/**
 * Keeps SpiderEndpoint objects as the ledger has them: the endpoints of a view are written, an
 * object whose endpoint is gone from the ledger is deleted.
 *
 * <p>Level-based and idempotent. A delete asks the ledger itself first, because a view is late. It
 * watches no endpoint objects: foreign edits are found by {@link EndpointSweep}, or by a write that
 * the API server refuses because the object is not as this mirror left it. Hears of changes where
 * it was added to its view as a listener.
 */
public final class EndpointMirror implements LedgerView.Listener, AutoCloseable {
  /**
   * Writes of one node at a time: a burst of pods is behind by the API server's pace, not by its
   * answer time for each.
   */
  private static final int WRITES_MAX = 4;

  private final LedgerGate gate;
  private final LedgerView view;
  private final KubeSettings settings;
  private final EndpointObjects objects;
  private final KeyLoop<EndpointKey> loop;

  /**
   * A mirror, not started yet.
   *
   * @param view whose endpoints are written
   * @param containerIds full id of the sandbox that holds an endpoint, where this agent knows it
   */
  public EndpointMirror(
      KubeRoom room, LedgerView view, Function<EndpointKey, Optional<String>> containerIds) {
    this.gate = room.gate();
    this.view = view;
    this.settings = room.settings();
    this.objects = new EndpointObjects(room.client(), new EndpointShape(room, view, containerIds));
    this.loop = new KeyLoop<>("endpoints", settings, WRITES_MAX, this::look);
  }

  /** Starts to write. */
  public void start() {
    loop.start();
  }

  /** Looks at an endpoint soon; the agent of its node first writes the sandbox into its journal. */
  @Override
  public void endpointChanged(EndpointKey key) {
    loop.add(key, settings.pace().retryFirstMs());
  }

  /** Looks at an endpoint after {@code delayMs}, and at the object as the API server has it. */
  void readAfter(EndpointKey key, long delayMs) {
    objects.forget(key);
    loop.add(key, delayMs);
  }

  @Override
  public void poolChanged(String pool) {
    // A later change of gateway or routes does not reach pods that run, nor their endpoints.
  }

  /** How many endpoints wait to be looked at. */
  public int waiting() {
    return loop.size();
  }

  /** For how long the oldest of them waits, in milliseconds. */
  public long lagMs() {
    return loop.oldestMs();
  }

  @Override
  public void close() {
    loop.close();
  }

  private long look(EndpointKey key) {
    try {
      Optional<Endpoint> endpoint = view.endpoint(key);
      boolean done = endpoint.isPresent() ? write(endpoint.get()) : inLedger(key) || remove(key);
      return done ? 0 : settings.pace().retryFirstMs();
    } catch (RuntimeException e) {
      objects.forget(key);
      throw e;
    }
  }

  /** Whether the ledger has it, whatever the view says. */
  private boolean inLedger(EndpointKey key) {
    var truth =
        (Answer.OneEndpoint) gate.ask(new Query.ReadEndpoint(key), settings.pace().ledgerLimit());
    return truth.endpoint() != null;
  }

  private boolean remove(EndpointKey key) {
    return objects.find(key).map(object -> objects.delete(key, object)).orElse(true);
  }

  /** What this agent has not written is new, mostly. */
  private boolean write(Endpoint endpoint) {
    if (!objects.knows(endpoint.key()) && objects.create(endpoint)) {
      return true;
    }
    return objects.find(endpoint.key()).map(found -> objects.bring(found, endpoint)).orElse(false);
  }
}
