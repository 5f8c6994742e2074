package io.gridpool.agent.seat;

/** What became of one try at one seat. */
sealed interface Reply<R> {
  /** The seat answered. */
  record Answered<R>(R value) implements Reply<R> {}

  /** The seat does not lead; {@code leader} is the address it knows, or empty. */
  record NotLeading<R>(String leader) implements Reply<R> {}

  /**
   * No answer.
   *
   * @param perhapsDone whether the seat may have done it all the same
   */
  record Failed<R>(boolean perhapsDone, String why) implements Reply<R> {}
}
