package io.gridpool.agent.ipam;

import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.model.Endpoint;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * What the API server knows of earlier lives of the ledger.
 *
 * <p>Errors: {@link io.gridpool.grid.TryLaterException} when it does not answer.
 */
public interface EarlierLives {
  /** Commands that bring every pool and reservation into the ledger. */
  List<Command> pools();

  /** All endpoints as they were mirrored, with the revision they had then. */
  List<Endpoint> mirrored();

  /** Nodes that are Ready now: their agents will report. */
  Set<String> readyNodes();

  /** All pods that may use an address now. */
  List<LivePod> livePods();

  /**
   * Nodes that may still run something and have not reported, with those of their pods that may
   * hold addresses nobody else knows; nodes without such pods are left out.
   */
  SortedMap<String, List<String>> silentNodes(Set<String> reported);

  /** Tells the operator, as an Event. */
  void warn(String reason, String message);
}
