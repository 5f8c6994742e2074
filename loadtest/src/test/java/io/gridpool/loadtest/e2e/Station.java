package io.gridpool.loadtest.e2e;

import io.gridpool.loadtest.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A place beside the pods that sends and answers packets: a node, or the router next to the nodes.
 *
 * @param name of its network namespace
 */
record Station(String name) {
  /** Where every server of the tests listens, also those in pods. */
  static final int PORT = 8080;

  /** The path at which a server says under which address it sees its client. */
  static final String WHO = "/cgi-bin/who";

  /** What answers at {@link #WHO}. */
  static final String WHO_SCRIPT =
      "#!/bin/sh\nprintf 'Content-Type: text/plain\\r\\n\\r\\n%s\\n' \"$REMOTE_ADDR\"\n";

  /** A node by its Kubernetes name. */
  static Station node(String node) {
    return new Station("rig-" + node);
  }

  /** The node's own address, as the rig gives it. */
  static String addressOf(String node) {
    return "10.201.0.1" + node.substring(1);
  }

  /** Runs a command there that must succeed, and returns what it printed. */
  String run(String... command) {
    return command(command).run().orThrow();
  }

  /** Runs a command there whose failure does not matter. */
  void attempt(String... command) {
    command(command).run();
  }

  private Command command(String... command) {
    return Command.of(line(command).toArray(String[]::new));
  }

  private List<String> line(String... command) {
    return Stream.concat(Stream.of("ip", "netns", "exec", name), Arrays.stream(command)).toList();
  }

  /** Pings an address: five packets, all answered. */
  void reaches(String address) {
    run("ping", "-c", "5", "-i", "0.1", "-W", "2", address);
  }

  /** Under which address a server at this address sees this place. */
  String seenBy(String address) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return run("curl", "-sS", "-m", "5", "http://" + host + ":" + PORT + WHO).strip();
  }

  /** Starts a server at this address of the place; closing it ends it. */
  Server serve(String address) {
    try {
      Path home = Path.of("target/www").toAbsolutePath();
      Path script = home.resolve(WHO.substring(1));
      Files.createDirectories(home.resolve("cgi-bin"));
      Files.writeString(script, WHO_SCRIPT);
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      return new Server(
          new ProcessBuilder(
                  line("busybox", "httpd", "-f", "-p", address + ":" + PORT, "-h", home.toString()))
              .inheritIO()
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A running server. */
  record Server(Process process) implements AutoCloseable {
    @Override
    public void close() {
      process.destroy();
    }
  }
}
