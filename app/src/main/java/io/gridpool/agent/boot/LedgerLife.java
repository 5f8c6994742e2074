package io.gridpool.agent.boot;

import io.gridpool.agent.ipam.LedgerFollower;
import io.gridpool.agent.kube.AgentKube;
import io.gridpool.agent.kube.KubeAccess;
import io.gridpool.agent.kube.StewardKube;
import io.gridpool.agent.kube.feed.ChangeSource;
import io.gridpool.agent.kube.pool.SubnetNumbers;
import io.gridpool.agent.kube.term.LeaderMark;
import io.gridpool.agent.seat.ChangeStream;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermStore;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.TermId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This agent's part in one term of the ledger: its entrance, and all that follows the ledger
 * through it. When the cluster goes on to another term, a new one begins.
 *
 * <p>Thread: the agent's own, but for the questions of health and leadership.
 */
final class LedgerLife implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerLife.class);

  /** How often the record is looked at for a newer term, in milliseconds. */
  private static final long TERM_LOOK_MS = 2_000;

  private final GridEntrance entrance;
  private final TermStore store;
  private final String node;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private TermId term = TermId.NONE;
  private volatile @Nullable StewardKube steward;
  private long lookedAtNs = System.nanoTime();

  LedgerLife(GridEntrance entrance, TermStore store, String node) {
    this.entrance = entrance;
    this.store = store;
    this.node = node;
    this.term = entrance.opened().map(TermRecord::term).orElse(TermId.NONE);
  }

  GridEntrance entrance() {
    return entrance;
  }

  /** The term is the one that serves: now it can be told when another begins. */
  void serves(TermId now) {
    term = now;
  }

  TermId term() {
    return term;
  }

  /** Nodes that carry the seats of the term. */
  Set<String> seatNodes() {
    return entrance
        .host()
        .map(host -> host.record().seats().stream().map(SeatRecord::node))
        .map(nodes -> nodes.collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  /** Starts what follows the ledger on this node, and the steward's work where this agent leads. */
  void follow(LedgerFollower follower, AgentKube agentKube, Stewardship stewardship) {
    ChangeStream stream = entrance.client().changesSince(follower.revision(), follower::onChanges);
    opened.push(stream);
    ChangeSource source = (since, sink) -> entrance.client().changesSince(since, sink)::close;
    agentKube.startMirror(source);
    opened.push(agentKube::stopMirror);
    StewardKube stewards = stewardship.kube().steward(stewardship.gate(), source, entrance::leads);
    opened.push(stewards);
    stewards.start();
    steward = stewards;
    LeaderMark mark = stewardship.kube().leaderMark(stewardship.node(), entrance::leads);
    opened.push(mark);
    mark.start();
  }

  /** The subnets with their numbers, where this agent is the steward. */
  List<SubnetNumbers> subnets() {
    StewardKube stewards = steward;
    return stewards == null ? List.of() : stewards.subnets();
  }

  /** What a leading agent works with. */
  record Stewardship(KubeAccess kube, LedgerGate gate, String node) {}

  /** Whether the cluster has gone on to another term; looks at the record now and then. */
  boolean isOver() {
    if (System.nanoTime() - lookedAtNs < TimeUnit.MILLISECONDS.toNanos(TERM_LOOK_MS)) {
      return false;
    }
    lookedAtNs = System.nanoTime();
    if (isOvertaken()) {
      return true;
    }
    if (entrance.opened().isEmpty()) {
      TermId known = entrance.client().term().orElse(term);
      return !term.equals(TermId.NONE) && !known.equals(term);
    }
    return record().filter(this::isNext).isPresent();
  }

  /** Where this agent started without the API server: whether the cluster went on meanwhile. */
  private boolean isOvertaken() {
    try {
      return entrance.comeIn();
    } catch (TryLaterException | IOException e) {
      LOG.debug("still without the record: {}", e.getMessage());
      return false;
    }
  }

  /** A seat leaves at once; who has none waits until the next term has formed, or wants it. */
  private boolean isNext(TermRecord now) {
    return now.term().number() > term.number()
        && (now.formed() || entrance.host().isPresent() || !now.seatsOf(node).isEmpty());
  }

  private Optional<TermRecord> record() {
    try {
      return store.recent();
    } catch (TryLaterException e) {
      LOG.debug("the record cannot be read now: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** What a seat of this process still knows of a term that is over. */
  List<Endpoint> survived() {
    return entrance.host().map(Survivors::of).orElse(List.of());
  }

  /** Ends the seats as a crash would: their term is over, there is nobody to say goodbye to. */
  void abandon() {
    closeAll();
    entrance.abandon();
  }

  @Override
  public void close() {
    closeAll();
    entrance.close();
  }

  private void closeAll() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.warn("while leaving {}: {}", term, e.toString());
      }
    }
  }
}
