package io.gridpool.loadtest.process;

import java.util.ArrayList;
import java.util.List;

/**
 * Drops packets between agents on loopback addresses, by rules that name these addresses only.
 * Agents connect to others from their own address, so that both directions can be cut.
 */
public final class Cables implements AutoCloseable {
  private final String net;
  private final List<List<String>> rules = new ArrayList<>();

  /**
   * All plugged in.
   *
   * @param network first three numbers of the addresses
   */
  public Cables(String network) {
    this.net = network + ".0/24";
  }

  /** Nothing reaches it. */
  public void deafen(AgentPlan agent) {
    drop("-s", net, "-d", agent.address(), "!", "--dport", String.valueOf(AgentPlan.HTTP_PORT));
    drop("-d", agent.address(), "--dport", String.valueOf(AgentPlan.AGENT_PORT));
  }

  /** Nothing of it reaches others. */
  public void mute(AgentPlan agent) {
    drop("-s", agent.address(), "-d", net);
  }

  /** Nothing reaches it, and nothing of it reaches others. */
  public void cutOff(AgentPlan agent) {
    deafen(agent);
    mute(agent);
  }

  /** Nothing reaches an address, and nothing of it reaches others. */
  public void cutOff(String address) {
    drop("-d", address);
    drop("-s", address);
  }

  private void drop(String... match) {
    List<String> rule = new ArrayList<>(List.of("INPUT", "-i", "lo", "-p", "tcp"));
    rule.addAll(List.of(match));
    rule.addAll(List.of("-j", "DROP"));
    change("-I", rule).orThrow();
    rules.add(rule);
  }

  private static Command.Output change(String how, List<String> rule) {
    List<String> line = new ArrayList<>(List.of("iptables", "-w", how));
    line.addAll(rule);
    return Command.of(line.toArray(new String[0])).run();
  }

  /** Everything is plugged in again. */
  @Override
  public void close() {
    rules.forEach(rule -> change("-D", rule));
    rules.clear();
  }
}
