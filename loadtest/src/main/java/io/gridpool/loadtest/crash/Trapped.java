package io.gridpool.loadtest.crash;

import io.gridpool.fault.FaultTrap;
import io.gridpool.loadtest.process.AgentProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The trap of an agent's process: where it is told, and whether it was met. */
final class Trapped {
  private static final String NAME = "trap";

  private Trapped() {}

  /** The words before the command of an agent whose folder this is. */
  static List<String> prefix(Path folder) {
    return List.of(
        "env",
        FaultTrap.FILE_VARIABLE + "=" + folder.resolve(NAME),
        "JAVA_TOOL_OPTIONS=-D" + FaultTrap.TEST_PROPERTY + "=true");
  }

  /** The next time the agent gets there, its process ends. */
  static void arm(AgentProcess agent, CrashCase wanted) {
    try {
      Path aside = agent.plan().folder().resolve(NAME + ".new");
      Files.createDirectories(agent.plan().folder());
      Files.deleteIfExists(hit(agent));
      Files.writeString(aside, wanted.order());
      Files.move(aside, agent.plan().folder().resolve(NAME));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing happens to it any more. */
  static void disarm(AgentProcess agent) {
    try {
      Files.deleteIfExists(agent.plan().folder().resolve(NAME));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether its process ended at the point. */
  static boolean met(AgentProcess agent) {
    return Files.exists(hit(agent)) && !agent.alive();
  }

  private static Path hit(AgentProcess agent) {
    return agent.plan().folder().resolve(NAME + ".hit");
  }
}
