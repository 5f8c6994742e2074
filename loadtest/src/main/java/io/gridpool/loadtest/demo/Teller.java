package io.gridpool.loadtest.demo;

import java.io.PrintStream;
import java.util.Locale;

/** Says what the demo is doing, while it does it, with the time since the start. */
public final class Teller {
  private final PrintStream out;
  private final long startNs = System.nanoTime();

  public Teller(PrintStream out) {
    this.out = out;
  }

  /** A new chapter. */
  public void chapter(String title) {
    out.printf(Locale.ROOT, "%n== %s  [%.0f s]%n", title, seconds());
  }

  /** One fact. */
  public void say(String format, Object... arguments) {
    out.printf(Locale.ROOT, "   " + format + "%n", arguments);
  }

  /** Text as a tool would print it. */
  public void quote(String text) {
    text.lines().forEach(line -> out.println("   | " + line));
  }

  /** Seconds since the start. */
  public double seconds() {
    return (System.nanoTime() - startNs) / 1e9;
  }
}
