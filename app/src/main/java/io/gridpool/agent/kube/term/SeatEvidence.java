package io.gridpool.agent.kube.term;

import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.reclaim.NodeSight;
import java.util.Optional;

/**
 * What is known of one seat of the recorded term.
 *
 * @param node what the API server says of its node
 * @param heardAt when the node's kubelet was last heard of (RFC 3339); empty when unknown
 * @param answers whether its agent's port takes a connection from here, now
 * @param declared a person's word, in this term, that the node is off
 * @param journal what its agent said of its journal since the majority was lost
 */
public record SeatEvidence(
    Grid.Seat seat,
    NodeSight node,
    String heardAt,
    boolean answers,
    Optional<Grid.DeclaredOff> declared,
    Optional<Grid.JournalWord> journal) {

  /** Whether its memory of the term is certainly gone: it may never commit again. */
  public boolean gone() {
    return testified() || off();
  }

  /** Whether its node certainly runs nothing any more, by the API server or a person's word. */
  boolean off() {
    return node.fenced() || declared.isPresent();
  }

  /** Whether its process said itself that it holds nothing. */
  public boolean testified() {
    return "Lost".equals(seat.standing());
  }

  /** Whether it takes part, as far as can be seen from here. */
  public boolean takesPart() {
    return !gone() && answers && !"Leaving".equals(seat.standing());
  }

  /** The node and its state, in a few words. */
  public String text() {
    return seat.node() + " (" + state() + ")";
  }

  private String state() {
    if (declared.isPresent()) {
      return "declared off by " + declared.get().by();
    }
    if (node.fenced()) {
      return node == NodeSight.GONE ? "its node is deleted" : "its node is out of service";
    }
    if (testified()) {
      return "restarted, holds nothing of the term";
    }
    if (answers) {
      return "Leaving".equals(seat.standing()) ? "is leaving" : "answers";
    }
    return node == NodeSight.READY
        ? "its node is Ready, its agent does not answer at " + seat.agentAddress()
        : "its node is NotReady" + (heardAt.isEmpty() ? "" : ", last heard of " + heardAt);
  }
}
