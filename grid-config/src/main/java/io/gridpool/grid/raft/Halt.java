package io.gridpool.grid.raft;

/**
 * What a seat does when its replica can no longer be trusted: end the process at once.
 *
 * <p>A replica that goes on from a wrong state would answer from it and could be elected; a dead
 * one only costs a seat.
 */
@FunctionalInterface
public interface Halt {
  /** Status of a process that ended because its replica broke. */
  int EXIT_STATUS = 70;

  /** Ends the process; returns only in tests. */
  void halt(String reason, Throwable cause);

  /** Logs and halts this JVM without running shutdown hooks. */
  static Halt process() {
    return (reason, cause) -> {
      org.slf4j.LoggerFactory.getLogger(Halt.class).error("{}: this process ends", reason, cause);
      Runtime.getRuntime().halt(EXIT_STATUS);
    };
  }
}
