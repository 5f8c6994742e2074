package io.gridpool.agent.seat;

import io.gridpool.grid.SeatHost;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.function.Consumer;

/** Changes from the replica of this process, without a network. */
record LocalRoute(SeatHost host) implements ChangeRoute {
  @Override
  public void follow(long since, Consumer<Answer.Changes> consumer) {
    ChangeSource source = new ChangeSource(host, since, Query.LIMIT_MAX);
    while (!Thread.currentThread().isInterrupted()) {
      source.next().ifPresent(consumer);
    }
  }
}
