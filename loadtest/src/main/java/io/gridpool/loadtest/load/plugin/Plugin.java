package io.gridpool.loadtest.load.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A CNI IPAM plugin under load: its binary, and the template of the configuration that it reads.
 *
 * <p>The template may hold {@code ${NODE} ${SOCKET} ${DEL_QUEUE} ${POOL} ${WORK} ${NUMBER}}; the
 * last is the node's number, from 1, for plugins that want a subnet for each node.
 *
 * @param grid whether it is ours: agents serve it, and the ledger is asked what is true
 */
public record Plugin(String name, Path command, String template, boolean grid) {
  /** Our own. */
  public static final String GRIDPOOL = "gridpool";

  /** Where one call happens. */
  public record Seat(String node, int number, Map<String, String> paths) {
    public Seat {
      paths = Map.copyOf(paths);
    }
  }

  /** The plugin with the template in {@code file}. */
  public static Plugin of(String name, Path command, Path file) {
    try {
      return new Plugin(name, command, Files.readString(file), name.equals(GRIDPOOL));
    } catch (IOException e) {
      throw new UncheckedIOException("no configuration template for plugin " + name, e);
    }
  }

  /** What the plugin reads from its standard input. */
  public String configuration(Seat seat, String pool) {
    String text =
        template
            .replace("${NODE}", seat.node())
            .replace("${NUMBER}", Integer.toString(seat.number()))
            .replace("${POOL}", pool);
    for (Map.Entry<String, String> path : seat.paths().entrySet()) {
      text = text.replace("${" + path.getKey() + "}", path.getValue());
    }
    return text;
  }
}
