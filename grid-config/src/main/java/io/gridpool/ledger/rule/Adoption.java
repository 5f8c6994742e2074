package io.gridpool.ledger.rule;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** How far a term is with what earlier ones gave out; term 1 has nothing to adopt. */
public final class Adoption {
  /** The most nodes that are remembered as having reported. */
  static final int NODES_MAX = 16_384;

  private final NavigableSet<String> reported;
  private boolean running;

  /** An adoption as a snapshot keeps it. */
  public Adoption(boolean running, List<String> reported) {
    this.running = running;
    this.reported = new TreeSet<>(reported);
  }

  /** Whether it still goes on, and nothing new is given out. */
  public boolean running() {
    return running;
  }

  /** The nodes whose agents have reported, in order. */
  public List<String> reported() {
    return List.copyOf(reported);
  }

  void begin() {
    running = true;
  }

  void report(String node) {
    if (reported.size() < NODES_MAX) {
      reported.add(node);
    }
  }

  void end() {
    running = false;
    reported.clear();
  }
}
