package io.gridpool.loadtest.process;

/** Signals to processes. */
public final class Signal {
  private Signal() {}

  /**
   * Sends one.
   *
   * @param name without {@code SIG}
   */
  public static void send(String name, long pid) {
    Command.of("kill", "-" + name, Long.toString(pid)).run().orThrow();
  }
}
