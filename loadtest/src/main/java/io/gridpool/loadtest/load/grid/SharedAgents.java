package io.gridpool.loadtest.load.grid;

import io.gridpool.agent.boot.Main;
import java.util.ArrayList;
import java.util.List;

/**
 * Several agents in one JVM, each with its own settings, sockets, journal and watches. They are the
 * real agents; only the process is shared, so that a hundred nodes fit on one machine.
 *
 * <p>They hold no seat: three agents that are processes of their own have those.
 */
public final class SharedAgents {
  private SharedAgents() {}

  /** Runs the agents of these settings files until SIGTERM. */
  public static void main(String[] settings) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (String file : settings) {
      threads.add(
          Thread.ofPlatform()
              .name("agent " + file)
              .start(() -> Main.main(new String[] {"--config", file})));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
