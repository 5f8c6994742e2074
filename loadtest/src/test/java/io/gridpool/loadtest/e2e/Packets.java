package io.gridpool.loadtest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The packets of one pod: each check sends some and looks at which of the pod's NICs they left by,
 * as the kernel counts.
 */
record Packets(Scene scene, Pod pod) {

  /** Those of a new pod on this node, when it runs; the router is there by then. */
  static Packets of(Scene scene, String node, String name, Map<String, String> annotations) {
    assertThat(Router.station().run("ip", "route")).contains("eth0");
    scene.pods().create(Workloads.podOn(node, name, annotations));
    return new Packets(scene, scene.pods().running(name, 1).getFirst());
  }

  private static final int COUNT = 40;

  /** Runs a command in the pod. */
  String run(String... command) {
    return scene.pods().exec(pod, command);
  }

  /** The pod's pings of an address are answered, and leave by this NIC. */
  void leaveBy(String nic, String address) {
    counted(nic, "ping", "-c", "" + COUNT, "-i", "0.02", "-W", "2", address);
  }

  /** The same with a source address of the pod. */
  void leaveBy(String nic, String source, String address) {
    counted(nic, "ping", "-I", source, "-c", "" + COUNT, "-i", "0.02", "-W", "2", address);
  }

  /** The pod's answers to a place's pings leave by this NIC. */
  void answerBy(String nic, Station other, String address) {
    Map<String, Long> before = sent();
    other.run("ping", "-c", "" + COUNT, "-i", "0.02", "-W", "2", address);
    check(nic, before);
  }

  /** The pod's answers to the far side's pings leave by this NIC. */
  void answerFarBy(String nic, String address) {
    Map<String, Long> before = sent();
    Router.station()
        .run("ping", "-I", Router.FAR, "-c", "" + COUNT, "-i", "0.02", "-W", "2", address);
    check(nic, before);
  }

  private void counted(String nic, String... ping) {
    Map<String, Long> before = sent();
    assertThat(run(ping)).contains(COUNT + " packets received");
    check(nic, before);
  }

  private void check(String nic, Map<String, Long> before) {
    Map<String, Long> after = sent();
    after.replaceAll((name, count) -> count - before.getOrDefault(name, 0L));
    for (Map.Entry<String, Long> each : after.entrySet()) {
      if (each.getKey().equals(nic)) {
        assertThat(each.getValue()).as("sent by " + after).isGreaterThanOrEqualTo(COUNT);
      } else {
        assertThat(each.getValue()).as("sent by " + after).isLessThan(COUNT);
      }
    }
  }

  private Map<String, Long> sent() {
    Map<String, Long> sent = new LinkedHashMap<>();
    run(
            "sh",
            "-c",
            "cd /sys/class/net; for n in *; do echo $n $(cat $n/statistics/tx_packets); done")
        .lines()
        .map(line -> line.split(" "))
        .forEach(words -> sent.put(words[0], Long.parseLong(words[1])));
    return sent;
  }

  /** Starts a server in the pod that says under which address it sees its client. */
  void serve() {
    run(
        "sh",
        "-c",
        "mkdir -p /www/cgi-bin && cat >/www%1$s <<'END'\n%2$sEND\nbusybox chmod +x /www%1$s && httpd -p %3$d -h /www"
            .formatted(Station.WHO, Station.WHO_SCRIPT, Station.PORT));
  }

  /** Under which address a server at this address sees the pod. */
  String seenBy(String address) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return run("wget", "-q", "-O", "-", "http://" + host + ":" + Station.PORT + Station.WHO)
        .strip();
  }

  /** The address of one of its NICs, without prefix length. */
  String address(String nic) {
    return new Ledgered(scene)
        .endpoint(pod).getStatus().current().ips().stream()
            .filter(each -> each.nic().equals(nic))
            .flatMap(Ledgered::addresses)
            .filter(each -> !each.contains(":"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no address of " + nic));
  }

  /** Its IPv6 address. */
  String address6() {
    return Pods.addresses(pod).stream()
        .filter(each -> each.contains(":"))
        .findFirst()
        .orElseThrow();
  }

  /** What the routing of the pod says of a destination. */
  String routeTo(String address) {
    return run("ip", "route", "get", address);
  }

  /** Its rules of one family. */
  String rules() {
    return run("ip", "rule");
  }

  /** The names of its NICs. */
  List<String> nics() {
    return run("ls", "/sys/class/net").lines().toList();
  }

  /** The node that it runs on. */
  Station node() {
    return Station.node(pod.getSpec().getNodeName());
  }

  /** The address of that node. */
  String nodeAddress() {
    return Station.addressOf(pod.getSpec().getNodeName());
  }
}
