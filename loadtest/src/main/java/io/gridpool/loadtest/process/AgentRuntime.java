package io.gridpool.loadtest.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How agents are started: JVM, its options, the class path, and the AOT cache where there is one.
 *
 * @param libraries folder with the agent's jar and its {@code lib/}
 * @param training write the AOT cache instead of using it
 */
public record AgentRuntime(Path java, Path jvmOptions, Path libraries, boolean training) {
  private static final String JAR_NAME = "app-0.1.0-SNAPSHOT.jar";

  /** As the agents of a checkout are that is built. */
  public static AgentRuntime of(Path java, Path checkout) {
    return new AgentRuntime(
        java,
        checkout.resolve("app/src/main/dist/jvm.options"),
        checkout.resolve("app/target"),
        false);
  }

  /** Whether its jar is there. */
  public boolean built() {
    return Files.exists(libraries.resolve(JAR_NAME));
  }

  /** The command line up to, but without, the main class. */
  public List<String> javaLine() {
    List<String> line = new ArrayList<>(List.of(java.toString(), "@" + jvmOptions));
    if (training) {
      line.add("-XX:AOTCacheOutput=" + aotCache());
    } else if (Files.exists(aotCache())) {
      line.add("-XX:AOTCache=" + aotCache());
    }
    line.addAll(List.of("-cp", classPath()));
    return line;
  }

  /** Where the cache of loaded classes lies; it fits one JDK build and this very class path. */
  public Path aotCache() {
    return libraries.resolve("agent.aot");
  }

  /** The class path written out, in a fixed order: the AOT cache asks for the very same list. */
  public String classPath() {
    try (var jars = Files.list(libraries.resolve("lib"))) {
      List<String> sorted =
          jars.map(Path::toString).filter(jar -> jar.endsWith(".jar")).sorted().toList();
      return libraries.resolve(JAR_NAME) + ":" + String.join(":", sorted);
    } catch (IOException e) {
      throw new UncheckedIOException("the agent is not built: " + libraries, e);
    }
  }
}
