package io.gridpool.agent.kube.adoption;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.ipam.Quarantine;
import io.gridpool.agent.ipam.Quarantine.Claimant;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.directory.PodReader;
import io.gridpool.agent.kube.loop.EventWriter;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.reclaim.NodeSight;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.List;
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
    this.events = new EventWriter(room.client(), room.settings().eventNamespace());
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
        (Answer.Pools) room.gate().ask(new Query.ReadPools(), room.settings().ledgerLimit());
    for (String node : Quarantine.heldBackNodes(known.reservations())) {
      if (nothingUnknown(node)) {
        lift(Quarantine.heldBackFor(node), "node " + node + " holds nothing unknown any more");
      }
    }
    for (Claimant claimant : Quarantine.claimants(known.reservations())) {
      if (!lives(claimant)) {
        lift(
            claimant.reservation(),
            "the pod with uid " + claimant.uid() + " of " + claimant.namespace() + " is gone");
      }
    }
    return Math.min(LOOK_MS_MAX, room.settings().reclaimEveryMs());
  }

  private boolean nothingUnknown(String node) {
    var object = room.client().nodes().withName(node).get();
    return object == null
        || NodeSight.of(object).fenced()
        || new DeclaredOff(room.client()).lately(node)
        || NodeLeases.read(room.client()).unknownPodsOn(node).isEmpty();
  }

  private boolean lives(Claimant claimant) {
    boolean[] found = new boolean[1];
    Pages.podsIn(room.client(), claimant.namespace(), pod -> found[0] |= is(pod, claimant));
    return found[0];
  }

  private static boolean is(Pod pod, Claimant claimant) {
    return PodReader.uid(pod.getMetadata()).equals(claimant.uid()) && PodUse.mayUseAddress(pod);
  }

  private void lift(String reservation, String why) {
    var lifted = new PutReserved(new Reservation(reservation, List.of()));
    var _ = room.gate().submit(List.of(lifted), room.settings().ledgerLimit());
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
