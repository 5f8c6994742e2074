package io.gridpool.agent.kube.adoption;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.ipam.Quarantine;
import io.gridpool.agent.ipam.Quarantine.Claimant;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.loop.EventWriter;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.reclaim.NodeSight;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives held back addresses free when what spoke against it is gone: a pod whose addresses had no
 * clear holder has ended, or a silent node is fenced or has no pod left that could hold any. A node
 * that reports late lifts its own.
 */
public final class QuarantineSteward implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QuarantineSteward.class);

  /** The longest pause between two looks, in milliseconds. */
  private static final long LOOK_MS_MAX = 10_000;

  private final KubeRoom room;
  private final EventWriter events;
  private final KeyLoop<String> loop;

  /** Not started yet. */
  public QuarantineSteward(KubeRoom room) {
    this.room = room;
    this.events = new EventWriter(room.client(), room.settings().objects().eventNamespace());
    this.loop = new KeyLoop<>("quarantine", room.settings(), name -> look());
  }

  /** Starts to look. */
  public void start() {
    loop.start();
    loop.add(Grid.NAME);
  }

  @Override
  public void close() {
    loop.close();
  }

  private long look() {
    var known =
        (Answer.Pools) room.gate().ask(new Query.ReadPools(), room.settings().pace().ledgerLimit());
    for (String node : Quarantine.heldBackNodes(known.reservations())) {
      if (nothingUnknown(node)) {
        lift(Quarantine.heldBackFor(node), "node " + node + " holds nothing unknown any more");
      }
    }
    Quarantine.claimants(known.reservations()).stream()
        .collect(Collectors.groupingBy(Claimant::namespace))
        .forEach(this::liftForGone);
    return Math.min(LOOK_MS_MAX, room.settings().rounds().reclaimEveryMs());
  }

  private boolean nothingUnknown(String node) {
    var object = room.client().nodes().withName(node).get();
    return object == null
        || NodeSight.of(object).fenced()
        || new DeclaredOff(room.client()).lately(node)
        || NodeLeases.read(room.client()).unknownPodsOn(node).isEmpty();
  }

  /** One list of a namespace serves all of its claimants: a node that is lost leaves many. */
  private void liftForGone(String namespace, List<Claimant> claimants) {
    Set<String> living = PodLists.liveUids(room.client(), namespace);
    for (Claimant claimant : claimants) {
      if (!living.contains(claimant.uid())) {
        lift(
            claimant.reservation(),
            "the pod with uid " + claimant.uid() + " of " + namespace + " is gone");
      }
    }
  }

  private void lift(String reservation, String why) {
    var lifted = new PutReserved(new Reservation(reservation, List.of()));
    var _ = room.gate().submit(List.of(lifted), room.settings().pace().ledgerLimit());
    LOG.info("free again: {}: {}", reservation, why);
    try {
      Grid grid = room.client().resources(Grid.class).withName(Grid.NAME).get();
      if (grid != null) {
        events.tell(grid, "AddressesFreeAgain", why);
      }
    } catch (KubernetesClientException e) {
      LOG.info("no event about it: {}", e.getMessage());
    }
  }
}
