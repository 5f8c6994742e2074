package io.gridpool.agent.seat;

import io.gridpool.ledger.query.Answer;
import java.util.function.Consumer;

/** One way along which changes come; a broken one is taken again by {@link ChangeStream}. */
@FunctionalInterface
interface ChangeRoute {
  /**
   * Hands on what changed after {@code since} until it breaks or the thread is interrupted.
   *
   * <p>Errors: throws a {@link RuntimeException} when it breaks.
   */
  void follow(long since, Consumer<Answer.Changes> consumer);
}
