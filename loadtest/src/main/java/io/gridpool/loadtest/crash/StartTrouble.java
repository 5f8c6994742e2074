package io.gridpool.loadtest.crash;

import io.gridpool.loadtest.demo.Sandbox;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An agent that starts where something is missing. */
final class StartTrouble {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** {@code -XX:+ExitOnOutOfMemoryError}. */
  private static final int EXIT_OUT_OF_MEMORY = 3;

  /** Enough to start and join, too little to go on. */
  private static final String SMALL_HEAP = "_JAVA_OPTIONS=-Xms24m -Xmx24m";

  /** What an agent logs that starts without the record. */
  private static final String BY_ITS_LIST = "the last known seats are used";

  private final CrashCluster cluster;
  private final AgentProcess agent;
  private final String node;

  StartTrouble(CrashCluster cluster, AgentProcess agent) {
    this.cluster = cluster;
    this.agent = agent;
    this.node = agent.plan().node();
  }

  /** A pod of its journal gets another sandbox and keeps its address; another one ends. */
  void withoutApiServer() {
    Sandbox lives = cluster.pods().start("known-" + System.nanoTime(), node);
    Signal.send("STOP", cluster.apiPid());
    try {
      agent.kill();
      cluster.start(agent);
      Sandbox again = cluster.pods().replace(lives);
      if (!again.address(false).equals(lives.address(false))) {
        throw new IllegalStateException(
            "had " + lives.address(false) + ", was told " + again.address(false));
      }
    } finally {
      Signal.send("CONT", cluster.apiPid());
    }
  }

  /** Everything was off; this one is back before the API server, the others come after it. */
  void beforeTheApiServer() {
    cluster.agents().forEach(AgentProcess::kill);
    long before = timesWithoutRecord();
    Signal.send("STOP", cluster.apiPid());
    try {
      cluster.start(agent);
      Await.until(node + " goes by its list", LIMIT, () -> timesWithoutRecord() > before);
    } finally {
      Signal.send("CONT", cluster.apiPid());
    }
  }

  /** How often it said that it goes by the seats of the last time. */
  private long timesWithoutRecord() {
    try (Stream<String> lines = Files.lines(agent.plan().folder().resolve("agent.log"))) {
      return lines.filter(line -> line.contains(BY_ITS_LIST)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It ends by itself with a code of its own; the other seats go on, and one takes its place. */
  void withoutMemory() {
    agent.kill();
    List<String> words = new ArrayList<>(List.of("env", SMALL_HEAP));
    words.addAll(agent.plan().prefix());
    AgentProcess small = cluster.like(agent, words);
    try {
      Await.until("the end of " + node, LIMIT, () -> small.exit().isPresent());
    } finally {
      small.kill();
    }
    if (small.exit().getAsInt() != EXIT_OUT_OF_MEMORY) {
      throw new IllegalStateException(node + " ended with " + small.exit());
    }
    String other = cluster.leader().plan().node();
    var _ = cluster.pods().start("meanwhile-" + System.nanoTime(), other);
    Await.until("another has the seat of " + node, LIMIT, () -> !cluster.truth().hasSeat(node));
  }
}
