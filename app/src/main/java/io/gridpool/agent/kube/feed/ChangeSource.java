package io.gridpool.agent.kube.feed;

import io.gridpool.ledger.query.Answer;
import java.util.function.Consumer;

/** The ledger's change feed, wherever it comes from. */
public interface ChangeSource {
  /**
   * Delivers every change after {@code since} to {@code sink}, in order, one delivery at a time,
   * until the subscription is closed.
   *
   * <p>A delivery with {@code resync} stands for everything up to its {@code to}: the sink reads
   * that itself, and the next delivery starts after {@code to}. The sink may block; while it does,
   * changes pile up in the ledger and not in between.
   *
   * @param since revision up to which the sink knows all; below 0: it knows nothing, the first
   *     delivery is a resync
   */
  Subscription subscribe(long since, Consumer<Answer.Changes> sink);

  /** A running delivery. */
  interface Subscription extends AutoCloseable {
    /** Ends it; no delivery begins after this. */
    @Override
    void close();
  }
}
