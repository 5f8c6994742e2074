package io.gridpool.loadtest.crash;

import io.gridpool.loadtest.demo.Sandbox;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** The folder of an agent's journal on a disk that takes nothing more, and then does again. */
final class DiskTrouble {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int BLOCK_BYTES = 4_096;

  private final CrashCluster cluster;
  private final AgentProcess agent;
  private final Path state;
  private final String node;

  DiskTrouble(CrashCluster cluster, AgentProcess agent) {
    this.cluster = cluster;
    this.agent = agent;
    this.state = agent.plan().folder().resolve("state");
    this.node = agent.plan().node();
  }

  /** A file system of 128 KiB with a file that takes all the room. */
  void full() {
    moved(() -> mount("-t", "tmpfs", "-o", "size=128k", "tmpfs", state + ""));
    try {
      Path filler = state.resolve("filler");
      refused(() -> fill(filler), () -> delete(filler));
    } finally {
      movedBack();
    }
  }

  /** The same folder, mounted over itself so that nothing can be written. */
  void readOnly() {
    moved(() -> mount("--bind", state + "", state + ""));
    try {
      refused(
          () -> {
            agent.kill();
            mount("-o", "remount,bind,ro", state + "");
            cluster.start(agent);
          },
          () -> mount("-o", "remount,bind,rw", state + ""));
    } finally {
      movedBack();
    }
  }

  private void refused(Runnable begin, Runnable end) {
    Sandbox before = cluster.pods().start("before-" + System.nanoTime(), node);
    begin.run();
    String[] told = {""};
    Await.until(
        "an ADD that is told of the disk",
        LIMIT,
        () -> {
          told[0] = cluster.pods().refusal("disk-" + System.nanoTime(), node);
          return told[0].contains(state + "") && told[0].contains("bytes are free there");
        });
    require(told[0].replace(" ", "").contains("\"code\":11"), told[0]);
    cluster.pods().end(before);
    Await.until("a status that tells of the disk", LIMIT, () -> waitsFor().contains(state + ""));
    end.run();
    Sandbox after = cluster.pods().start("after-" + System.nanoTime(), node);
    cluster.pods().end(after);
  }

  private String waitsFor() {
    return agent.status().map(status -> status.path("waitingFor").asText()).orElse("");
  }

  private static void require(boolean right, String found) {
    if (!right) {
      throw new IllegalStateException("not as promised: " + found);
    }
  }

  /** Stops the agent, mounts, and starts it again with all its files. */
  private void moved(Runnable mount) {
    agent.kill();
    Path aside = state.resolveSibling("state.aside");
    run("rm", "-rf", aside + "");
    run("cp", "-a", state + "", aside + "");
    mount.run();
    run("cp", "-a", aside + "/.", state + "");
    cluster.start(agent);
    Await.until(node + " serves", LIMIT, agent::ready);
  }

  private void movedBack() {
    agent.kill();
    Path aside = state.resolveSibling("state.aside");
    run("rm", "-rf", aside + "");
    run("cp", "-a", state + "", aside + "");
    run("umount", state + "");
    run("rm", "-f", aside.resolve("filler") + "");
    run("cp", "-a", aside + "/.", state + "");
    cluster.start(agent);
  }

  private static void fill(Path file) {
    try {
      while (true) {
        Files.write(
            file, new byte[BLOCK_BYTES], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException full) {
      // That is what was wanted.
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void mount(String... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "mount";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    run(line);
  }

  private static void run(String... line) {
    Command.of(line).run().orThrow();
  }
}
