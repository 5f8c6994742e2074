package io.gridpool.loadtest.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridpool.loadtest.demo.Sandbox.Pod;
import io.gridpool.loadtest.process.AgentPlan;
import io.gridpool.loadtest.process.Command;
import io.gridpool.loadtest.process.Command.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a container runtime does for a sandbox: a network namespace, and the CNI plugins executed in
 * it.
 *
 * <p>With root the {@code bridge} plugin runs and executes our IPAM binary; without root the IPAM
 * binary runs alone. The bridge lives in a namespace of its own, so that nothing on the host
 * changes.
 */
public final class CniChain {
  private static final String HOST = "gpdemo";
  private static final String BRIDGE = "gpdemo0";

  /** Longer than an ADD waits for an agent that is away, and then for its answer. */
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Place place;

  public CniChain(Place place) {
    this.place = place;
  }

  /** A call that a plugin refused: its CNI error code and what the user would read. */
  public static final class Refused extends RuntimeException {
    private final int code;

    Refused(int code, String message) {
      super(message);
      this.code = code;
    }

    /** The CNI error code. */
    public int code() {
      return code;
    }
  }

  /** Makes the namespace in which the bridge lives. */
  public void open() {
    if (place.root()) {
      close();
      ip("netns", "add", HOST).orThrow();
      ip("-n", HOST, "link", "set", "lo", "up").orThrow();
    }
  }

  /** Removes every namespace of the demo. */
  public void close() {
    if (place.root()) {
      ip("netns", "list")
          .out()
          .lines()
          .map(line -> line.replaceAll(" .*", ""))
          .filter(name -> name.equals(HOST) || name.startsWith(HOST + "-"))
          .forEach(name -> ip("netns", "del", name));
    }
  }

  /** Starts a sandbox for a pod: namespace, then CNI ADD. Errors: {@link Refused}. */
  public Sandbox start(Pod pod, AgentPlan node) {
    String containerId = Sandbox.newContainerId();
    String netns = place.root() ? makeNetns(containerId) : "";
    Sandbox sandbox = new Sandbox(pod, containerId, netns, List.of());
    Output output = call("ADD", sandbox, node);
    if (output.exit() != 0) {
      stop(sandbox, node);
      throw refused(output);
    }
    return new Sandbox(pod, containerId, netns, addresses(output.out()));
  }

  /** Ends a sandbox: CNI DEL, then its namespace. */
  public void stop(Sandbox sandbox, AgentPlan node) {
    Output output = call("DEL", sandbox, node);
    if (place.root()) {
      ip("netns", "del", netnsName(sandbox.containerId()));
    }
    if (output.exit() != 0) {
      throw refused(output);
    }
  }

  /** One ADD or DEL by our IPAM binary alone, as the measuring parts of the demo make it. */
  public Output ipamAlone(String verb, Sandbox sandbox, AgentPlan node) {
    return run(List.of(place.cniBinary().toString()), verb, sandbox, node);
  }

  /** Pings an address from inside a sandbox; whether three of three came back. */
  public Output ping(Sandbox from, String address) {
    return Command.of(
            "ip",
            "netns",
            "exec",
            netnsName(from.containerId()),
            "ping",
            "-c",
            "3",
            "-i",
            "0.2",
            "-W",
            "2",
            address)
        .run();
  }

  private Output call(String verb, Sandbox sandbox, AgentPlan node) {
    return place.root()
        ? run(
            List.of("ip", "netns", "exec", HOST, place.plugins().resolve("bridge").toString()),
            verb,
            sandbox,
            node)
        : ipamAlone(verb, sandbox, node);
  }

  private Output run(List<String> line, String verb, Sandbox sandbox, AgentPlan node) {
    Pod pod = sandbox.pod();
    Map<String, String> environment =
        Map.of(
            "CNI_COMMAND",
            verb,
            "CNI_CONTAINERID",
            sandbox.containerId(),
            "CNI_NETNS",
            sandbox.netns().isEmpty() ? "/var/run/netns/none" : sandbox.netns(),
            "CNI_IFNAME",
            "eth0",
            "CNI_PATH",
            place.cniBinary().getParent() + ":" + place.plugins(),
            "CNI_ARGS",
            "IgnoreUnknown=1;K8S_POD_NAMESPACE="
                + pod.namespace()
                + ";K8S_POD_NAME="
                + pod.name()
                + ";K8S_POD_INFRA_CONTAINER_ID="
                + sandbox.containerId()
                + ";K8S_POD_UID="
                + pod.uid());
    return new Command(line, environment, configuration(node), LIMIT).run();
  }

  private static String configuration(AgentPlan node) {
    return """
    {"cniVersion": "1.0.0", "name": "demo", "type": "bridge", "bridge": "%s", "isGateway": true, "hairpinMode": true,
     "ipam": {"type": "gridpool", "ipam_unix_socket_path": "%s", "del_queue_dir": "%s"}}
    """
        .formatted(BRIDGE, node.socket(), node.releaseFolder());
  }

  /** The addresses with prefix lengths in the result of an ADD. */
  public static List<String> addresses(String result) {
    try {
      List<String> addresses = new ArrayList<>();
      JSON.readTree(result).path("ips").forEach(ip -> addresses.add(ip.path("address").asText()));
      return addresses;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no CNI result: " + result, e);
    }
  }

  private static Refused refused(Output output) {
    try {
      JsonNode error = JSON.readTree(output.out());
      return new Refused(
          error.path("code").asInt(),
          error.path("msg").asText()
              + (error.path("details").asText().isEmpty()
                  ? ""
                  : " (" + error.path("details").asText() + ")"));
    } catch (JsonProcessingException e) {
      return new Refused(output.exit(), output.out() + output.err());
    }
  }

  private static String makeNetns(String containerId) {
    ip("netns", "add", netnsName(containerId)).orThrow();
    ip("-n", netnsName(containerId), "link", "set", "lo", "up").orThrow();
    return "/var/run/netns/" + netnsName(containerId);
  }

  private static String netnsName(String containerId) {
    return HOST + "-" + containerId.substring(0, 12);
  }

  private static Output ip(String... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "ip";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return Command.of(line).run();
  }
}
