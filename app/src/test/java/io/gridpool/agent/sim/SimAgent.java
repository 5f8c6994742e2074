package io.gridpool.agent.sim;

import io.gridpool.agent.ipam.AddAddress;
import io.gridpool.agent.ipam.AdoptLeases;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.ipam.LedgerFollower;
import io.gridpool.agent.ipam.PoolCatalog;
import io.gridpool.agent.ipam.Ports;
import io.gridpool.agent.ipam.ReleaseAddress;
import io.gridpool.agent.journal.PowerCutDisk;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The agent of a node: what its process does from its start to its end, one step at a time. */
final class SimAgent {
  private final SimWorld world;
  private final SimSeats seats;
  private final int node;
  private final PowerCutDisk disk;
  private final SimGate gate;
  private final Map<String, io.gridpool.agent.ipam.Attachment> queue = new TreeMap<>();
  private @Nullable Life life;
  private @Nullable SimGroup group;
  private @Nullable AdoptLeases adoption;
  private List<Endpoint> survived = List.of();
  private boolean serves;

  /** What one process has in its memory besides its seat. */
  record Life(
      Ports ports,
      LedgerFollower follower,
      AddAddress add,
      ReleaseAddress release,
      SimMirror mirror) {}

  SimAgent(SimWorld world, int node) {
    this.world = world;
    this.node = node;
    this.disk = new PowerCutDisk(world.random());
    this.seats = new SimSeats(world, node);
    this.gate = new SimGate(world, node);
  }

  String name() {
    return "n" + node;
  }

  boolean runs() {
    return life != null;
  }

  boolean serves() {
    return serves && world.acts(node);
  }

  PowerCutDisk disk() {
    return disk;
  }

  /** The use cases; empty while the process does not run. */
  Optional<Life> life() {
    return Optional.ofNullable(life);
  }

  /** Releases on disk, which the CNI binary also writes while the process is down. */
  Map<String, io.gridpool.agent.ipam.Attachment> queue() {
    return queue;
  }

  void start() {
    SimPorts ports;
    try {
      ports = new SimPorts(world, node, disk, queue);
    } catch (UncheckedIOException e) {
      return; // a start that cannot open its journal ends, and is tried again
    }
    world.setProcess(node, true);
    Ports all =
        new Ports(
            gate,
            ports.pods(),
            ports.cluster(),
            ports.journal(),
            new PoolCatalog(),
            ports.pending());
    IpamSettings settings = new IpamSettings(name(), true, false, true);
    life =
        new Life(
            all,
            new LedgerFollower(all, settings),
            new AddAddress(all, settings),
            new ReleaseAddress(all, settings),
            new SimMirror(world, node, gate));
    world.tell(name() + " starts");
  }

  /** The process ends without a word. */
  void crash() {
    if (life != null) {
      world.tell(name() + " crashes");
    }
    world.setProcess(node, false);
    life = null;
    survived = List.of();
    out();
  }

  private void out() {
    world.terms().lose(node);
    seats.end();
    group = null;
    adoption = null;
    serves = false;
    gate.enter(null);
  }

  /** SIGTERM: hands over, leaves where that is allowed, and says that nothing is left. */
  void stop() {
    SimGroup in = group;
    if (in != null) {
      seats.leave(in);
    }
    world.tell(name() + " was stopped");
    crash();
  }

  /** One look of its loop; errors are what its world throws at it. */
  void step() {
    Life now = life;
    if (now == null || !world.acts(node)) {
      return;
    }
    try {
      if (group == null) {
        enter();
      } else if (isOver(group)) {
        leave(group);
      } else {
        goOn(now, group);
      }
    } catch (TryLaterException | IndeterminateException e) {
      // Tried again at the next step.
    }
  }

  private void goOn(Life now, SimGroup in) {
    seats.keep(in);
    if (serves) {
      serve(now);
    } else {
      adopt(now);
    }
  }

  private void enter() {
    Optional<SimGroup> entered = seats.enter();
    entered.ifPresent(in -> {
      group = in;
      gate.enter(in);
      world.tell(name() + " enters " + in.term());
    });
  }

  private boolean isOver(SimGroup in) {
    return world.reachesApi(node)
        && world
            .terms()
            .record()
            .filter(now -> now.term().number() != in.term().number())
            .isPresent();
  }

  private void leave(SimGroup in) {
    List<Endpoint> known = new ArrayList<>(serves ? List.of() : survived);
    if (in.holds(node)) {
      var page =
          (Answer.Endpoints)
              in.askLocally(node, new Query.ReadEndpoints("", null, Query.LIMIT_MAX));
      known.addAll(page.endpoints());
    }
    survived = known;
    world.tell(name() + " leaves " + in.term() + " and still knows " + known.size());
    out();
  }

  private void adopt(Life now) {
    AdoptLeases adopting = adoption;
    if (adopting == null) {
      adopting =
          new AdoptLeases(
              now.ports(),
              new SimLives(world, node),
              new AdoptLeases.Place(
                  name(), () -> group != null && group.leads(node), this::seatNodes),
              survived);
      adoption = adopting;
    }
    if (adopting.step().isEmpty() && now.follower().readAll()) {
      serves = true;
      survived = List.of();
      world.tell(name() + " serves " + adopting.term());
    }
  }

  private Set<String> seatNodes() {
    return group != null && group.holds(node)
        ? world.terms().record().stream()
            .flatMap(record -> record.seats().stream())
            .map(SeatRecord::node)
            .collect(Collectors.toSet())
        : Set.of();
  }

  private void serve(Life now) {
    if (world.chance(0.5)) {
      var changes =
          (Answer.Changes)
              gate.ask(new Query.ReadChanges(now.follower().revision(), 100), Duration.ZERO);
      now.follower().onChanges(changes);
    }
    now.release().drain();
    if (world.chance(0.3) && world.reachesApi(node)) {
      now.mirror().step(group != null && group.leads(node));
    }
  }

  /** What the ledger says that a name holds; empty when nobody answers. */
  Optional<Endpoint> find(EndpointKey key) {
    var one = (Answer.OneEndpoint) gate.ask(new Query.ReadEndpoint(key), Duration.ZERO);
    return Optional.ofNullable(one.endpoint());
  }

  /** Every endpoint of the ledger. */
  List<Endpoint> endpoints() {
    return ((Answer.Endpoints)
            gate.ask(new Query.ReadEndpoints("", null, Query.LIMIT_MAX), Duration.ZERO))
        .endpoints();
  }
}
