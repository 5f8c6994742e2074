package io.gridpool.loadtest.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * A recorded history: JSON lines for {@code loadtest/linearizability}. Times are nanoseconds of
 * this process' clock; a pod is {@code namespace/name}.
 *
 * <p>Operations: {@code add} (an answer names the address; without an address nobody knows), {@code
 * release} of a pod that is gone and keeps nothing, {@code settled} (every release before it has
 * taken effect) and {@code read} (who holds an address; empty: nobody).
 *
 * <p>Threads: any.
 */
public final class History {
  private final Path file;

  public History(Path file) {
    this.file = file;
  }

  /** The time of a call that begins now. */
  public static long nowNs() {
    return System.nanoTime();
  }

  /** An ADD that ends now; {@code address} is empty when its fate is unknown. */
  public void added(String pod, String address, long callNs) {
    write("add", pod, address, callNs);
  }

  /** A DEL that ends now, of a pod that is gone and keeps nothing. */
  public void released(String pod, long callNs) {
    write("release", pod, "", callNs);
  }

  /** From now on every release before this moment has taken effect. */
  public void settled() {
    write("settled", "", "", nowNs());
  }

  /** At {@code atNs} every release before that moment had taken effect. */
  public void settled(long atNs) {
    write("settled", "", "", atNs);
  }

  /** A read of the ledger that ends now: {@code pod} holds the address; empty: nobody does. */
  public void read(String address, String pod, long callNs) {
    write("read", pod, address, callNs);
  }

  private synchronized void write(String operation, String pod, String address, long callNs) {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("op", '"' + operation + '"');
    fields.put("pod", '"' + pod + '"');
    fields.put("address", '"' + address + '"');
    fields.put("call", callNs);
    fields.put("return", nowNs());
    StringBuilder line = new StringBuilder("{");
    fields.forEach((name, value) ->
        line.append(line.length() == 1 ? "" : ",").append('"' + name + "\":").append(value));
    try {
      Files.writeString(file, line + "}\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
