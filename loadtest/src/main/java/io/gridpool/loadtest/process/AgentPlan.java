package io.gridpool.loadtest.process;

import java.nio.file.Path;
import java.util.List;

/**
 * Where one agent lives, and with whom it forms the grid.
 *
 * @param address IP address of its node
 * @param seats nodes and addresses of the planned seats
 * @param prefix words before the command, such as {@code nsenter …}; may be empty
 */
public record AgentPlan(
    String node,
    String address,
    List<Seat> seats,
    Path folder,
    Pki pki,
    ApiAccess kubeconfig,
    List<String> prefix) {
  /** Port of the Hazelcast member. */
  public static final int MEMBER_PORT = 5701;

  /** Port where agents serve each other. */
  public static final int AGENT_PORT = 5711;

  /** Port of health, metrics and state. */
  public static final int HTTP_PORT = 5710;

  public AgentPlan {
    seats = List.copyOf(seats);
    prefix = List.copyOf(prefix);
  }

  /**
   * How agents use the API server.
   *
   * @param filters false for the embedded one
   * @param searchEveryMs time between two searches for leases without a pod, and between two sweeps
   *     of the endpoint objects; 0 leaves it to the agent
   */
  public record ApiAccess(String path, boolean filters, int searchEveryMs) {
    public ApiAccess(String path, boolean filters) {
      this(path, filters, 0);
    }

    private String yaml() {
      String search =
          searchEveryMs == 0
              ? ""
              : ", reclaimEveryMs: %1$d, sweepEveryMs: %1$d".formatted(searchEveryMs);
      return "kube: {kubeconfig: %s, podsByNode: %s%s}%n".formatted(path, filters, search);
    }
  }

  /** A planned seat. */
  public record Seat(String node, String address) {}

  /** The same agent with other words before its command. */
  public AgentPlan with(List<String> otherPrefix) {
    return new AgentPlan(node, address, seats, folder, pki, kubeconfig, otherPrefix);
  }

  /** The Unix socket for the CNI binary. */
  public Path socket() {
    return folder.resolve("run").resolve("gridpool.sock");
  }

  /** The folder where the CNI binary leaves releases. */
  public Path releaseFolder() {
    return folder.resolve("del-queue");
  }

  /** Where it serves health, metrics and state. */
  public String httpUrl() {
    return "http://" + address + ":" + HTTP_PORT;
  }

  /** The settings file. */
  public String yaml() {
    StringBuilder yaml = new StringBuilder();
    yaml.append("node: %s%n".formatted(node));
    yaml.append(kubeconfig.yaml());
    yaml.append("stateFolder: %s%n".formatted(folder.resolve("state")));
    yaml.append("releaseFolder: %s%n".formatted(releaseFolder()));
    yaml.append("cni: {socket: %s}%n".formatted(socket()));
    yaml.append("http: {address: %s, port: %d}%n".formatted(address, HTTP_PORT));
    yaml.append(
        "tls: {certificate: %s, key: %s, authority: %s}%n"
            .formatted(pki.file(node + ".crt"), pki.file(node + ".key"), pki.file("ca.crt")));
    yaml.append(
        "grid:%n  name: gridpool%n  memberKey: %s%n  member: \"%s:%d\"%n  agent: \"%s:%d\"%n"
            .formatted(pki.file("member.key"), address, MEMBER_PORT, address, AGENT_PORT));
    yaml.append("  cpMemberCount: %d%n  seats:%n".formatted(seats.size()));
    seats.forEach(seat ->
        yaml.append(
            "    - {node: %s, member: \"%s:%d\", agent: \"%s:%d\"}%n"
                .formatted(seat.node(), seat.address(), MEMBER_PORT, seat.address(), AGENT_PORT)));
    return yaml.toString();
  }
}
