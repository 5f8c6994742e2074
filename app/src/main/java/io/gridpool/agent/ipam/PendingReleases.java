package io.gridpool.agent.ipam;

import java.util.List;

/**
 * Releases that could not reach the ledger yet, on disk; the CNI binary writes into the same queue
 * while the agent is down.
 *
 * <p>Errors: {@link io.gridpool.grid.TryLaterException} when the queue is full or the disk refuses.
 */
public interface PendingReleases {
  /** Keeps a release for later; returns when it is safe on disk. */
  void keep(Attachment attachment);

  /** What waits, oldest first. */
  List<Pending> waiting();

  /** The release is done. */
  void done(Pending pending);

  /** One release that waits, under the name it has on disk. */
  record Pending(String name, Attachment attachment) {}
}
