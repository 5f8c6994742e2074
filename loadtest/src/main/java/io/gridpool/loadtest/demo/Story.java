package io.gridpool.loadtest.demo;

import io.gridpool.loadtest.demo.Sandbox.Pod;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Command.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The main job, told chapter by chapter: pods get addresses, keep them when they move, and lose
 * nothing when the leading agent dies. Every chapter leaves what it saw in {@link Findings}.
 */
public final class Story {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern ROUND_TRIP =
      Pattern.compile("(?:min/avg/max[^=]*=) [0-9.]+/([0-9.]+)/");
  private static final String ALLOCATIONS = "spiderpool_ipam_allocation_counts_total";
  private static final List<String> NODES = List.of("n1", "n2", "n3");

  private final Teller teller;
  private final Cluster cluster;
  private final Fleet fleet;
  private final CniChain chain;
  private final boolean root;
  private final Findings findings = new Findings();
  private final List<Sandbox> running = new ArrayList<>();

  public Story(Teller teller, Cluster cluster, Fleet fleet, CniChain chain, boolean root) {
    this.teller = teller;
    this.cluster = cluster;
    this.fleet = fleet;
    this.chain = chain;
    this.root = root;
  }

  /** Tells all chapters in order. */
  public Findings tell() {
    formGrid();
    applyPools();
    startStatefulSet();
    movePod();
    killLeader();
    exhaustPool();
    showTables();
    cutPower();
    return findings;
  }

  private void formGrid() {
    teller.chapter("Three agents form the grid, one seat each");
    double before = teller.seconds();
    fleet.start();
    findings.formationSeconds = teller.seconds() - before;
    fleet
        .agents()
        .forEach(agent ->
            teller.say(
                "agent %s: pid %d, %s, %s",
                agent.plan().node(),
                agent.pid(),
                agent.plan().address(),
                agent.leads() ? "leads" : "follows"));
    teller.say(
        "formed and ready after %.1f s; API server: %s",
        findings.formationSeconds, cluster.description());
  }

  private void applyPools() {
    teller.chapter("Pools are applied: custom resource → ledger → status");
    DemoPools.all()
        .forEach(pool ->
            Await.until(
                "pool " + pool.getMetadata().getName() + " in the ledger and mirrored",
                LIMIT,
                () -> cluster.poolKnown(pool.getMetadata().getName())));
    teller.quote(cluster.table("sp"));
  }

  private void startStatefulSet() {
    teller.chapter(
        "A StatefulSet of three pods, one on each node"
            + (root
                ? ": bridge plugin → our IPAM binary → agent"
                : ": without root our IPAM binary is executed alone, no network namespaces"));
    cluster.createStatefulSet("web", NODES.size());
    for (int i = 0; i < NODES.size(); i++) {
      Sandbox sandbox = start(cluster.statefulPod("web-" + i, "", NODES.get(i)));
      teller.say(
          "%s on %s: %s",
          sandbox.pod().name(), sandbox.pod().node(), String.join(", ", sandbox.addresses()));
    }
    findings.statefulAddresses = running.stream().map(Sandbox::addresses).toList();
    pingEachOther();
  }

  private void pingEachOther() {
    if (!root) {
      teller.say("no ping: without root there is no network to ping through");
      return;
    }
    for (boolean v6 : new boolean[] {false, true}) {
      ping(running.get(0), running.get(1).address(v6));
      ping(running.get(1), running.get(2).address(v6));
    }
  }

  /**
   * The moved pod speaks first: Debian's bridge plugin does not announce an address at a new place.
   */
  private void pingFromMoved() {
    if (root) {
      for (boolean v6 : new boolean[] {false, true}) {
        ping(running.get(1), running.get(0).address(v6));
        ping(running.get(0), running.get(1).address(v6));
      }
    }
  }

  private void ping(Sandbox from, String address) {
    Output output = chain.ping(from, address);
    Matcher roundTrip = ROUND_TRIP.matcher(output.out());
    findings.pings.add(output.exit() == 0);
    teller.say(
        "%s pings %s: %s",
        from.pod().name(),
        address,
        output.exit() == 0
            ? "3 of 3" + (roundTrip.find() ? ", " + roundTrip.group(1) + " ms on average" : "")
            : "FAILED " + output.out() + output.err());
  }

  private void movePod() {
    teller.chapter("web-1 is deleted on n2 and re-created on n3 with a new uid");
    Sandbox old = running.get(1);
    stop(old);
    cluster.deletePod(old.pod());
    Sandbox next = start(cluster.statefulPod("web-1", old.pod().uid(), "n3"));
    running.add(1, running.removeLast());
    findings.sameAddressesAfterMove = next.addresses().equals(old.addresses());
    teller.say("before: uid %s on %s: %s", old.pod().uid(), old.pod().node(), old.addresses());
    teller.say(
        "after:  uid %s on %s: %s → %s",
        next.pod().uid(),
        next.pod().node(),
        next.addresses(),
        findings.sameAddressesAfterMove ? "the same" : "DIFFERENT");
    pingFromMoved();
  }

  private void killLeader() {
    AgentProcess leader = fleet.leader();
    teller.chapter(
        "The leading agent (" + leader.plan().node() + ") gets SIGKILL while ADDs go on");
    List<AgentProcess> others = fleet.agents().stream().filter(agent -> agent != leader).toList();
    AddStream.Result result = new AddStream(cluster, chain, others).runWhile(leader::kill);
    findings.addsDuringKill = result.adds();
    findings.addsFailed = result.failed().size();
    findings.longestWaitMs = result.longestMs();
    findings.duplicates = result.duplicates();
    result.failed().stream().limit(3).forEach(failure -> teller.say("FAILED: %s", failure));
    teller.say(
        "%d ADDs: %d failed, %d addresses given twice; median %.0f ms, longest wait %.0f ms",
        result.adds(),
        result.failed().size(),
        result.duplicates(),
        result.medianMs(),
        result.longestMs());
    teller.say("now leading: %s", fleet.leader().plan().node());
  }

  private void exhaustPool() {
    teller.chapter("A pool of two addresses gets a third pod");
    String node = fleet.leader().plan().node();
    for (int i = 0; i < 3; i++) {
      Pod pod = cluster.barePod("tight-" + i, node, DemoPools.TIGHT);
      try {
        teller.say("%s: %s", pod.name(), String.join(", ", start(pod).addresses()));
      } catch (CniChain.Refused refused) {
        findings.exhaustedCode = refused.code();
        findings.exhaustedMessage = String.valueOf(refused.getMessage());
        teller.say("%s is refused with CNI code %d; its user reads:", pod.name(), refused.code());
        teller.quote(findings.exhaustedMessage);
      }
    }
  }

  private void showTables() {
    teller.chapter("What kubectl shows");
    Await.until(
        "the mirror of pool " + DemoPools.TIGHT,
        LIMIT,
        () -> cluster.allocated(DemoPools.TIGHT) == 2);
    Await.until("the released load pods", LIMIT, () -> cluster.allocated(DemoPools.LOAD) == 0);
    Await.until(
        "the endpoints of the running pods",
        LIMIT,
        () ->
            running.stream()
                .allMatch(sandbox -> cluster.table("se").contains(sandbox.pod().name())));
    teller.say("kubectl get sp");
    findings.poolTable = cluster.table("sp");
    teller.quote(findings.poolTable);
    teller.say("kubectl get se");
    findings.endpointTable = cluster.table("se");
    teller.quote(findings.endpointTable);
    findings.allocationsCounted =
        fleet.agents().stream()
            .filter(AgentProcess::alive)
            .mapToDouble(agent -> agent.metric(ALLOCATIONS).orElse(0.0))
            .sum();
    teller.say("metrics of the living agents: %s %.0f", ALLOCATIONS, findings.allocationsCounted);
  }

  /** The memory of all seats is gone; journals and the mirror bring the leases into a new term. */
  private void cutPower() {
    teller.chapter("Power cut: every agent gets SIGKILL at once, and all are started again");
    double before = teller.seconds();
    fleet.powerCut();
    findings.secondsToServeAgain = teller.seconds() - before;
    teller.say(
        "the grid serves again after %.1f s, in term %d", findings.secondsToServeAgain, term());
    List<Sandbox> stateful = List.copyOf(running.subList(0, NODES.size()));
    findings.sameAddressesAfterPowerCut = true;
    for (Sandbox old : stateful) {
      chain.stop(old, fleet.plan(old.pod().node()));
      cluster.deletePod(old.pod());
      running.remove(old);
      Sandbox next =
          start(cluster.statefulPod(old.pod().name(), old.pod().uid(), old.pod().node()));
      boolean same = next.addresses().equals(old.addresses());
      findings.sameAddressesAfterPowerCut &= same;
      teller.say(
          "%s re-created: %s → %s",
          old.pod().name(), next.addresses(), same ? "the same" : "OTHERS");
    }
    Sandbox fresh = start(cluster.barePod("fresh", NODES.getFirst(), DemoPools.V4));
    teller.say("a new pod gets %s", fresh.addresses());
  }

  private long term() {
    return fleet.leader().status().map(status -> status.path("term").asLong()).orElse(0L);
  }

  /** Ends every sandbox that still runs on a node whose agent lives. */
  public void endSandboxes() {
    running.stream()
        .filter(sandbox -> alive(sandbox.pod().node()))
        .forEach(sandbox -> chain.stop(sandbox, fleet.plan(sandbox.pod().node())));
    running.clear();
  }

  private boolean alive(String node) {
    return fleet.agents().stream()
        .anyMatch(agent -> agent.plan().node().equals(node) && agent.alive());
  }

  private Sandbox start(Pod pod) {
    Sandbox sandbox = chain.start(pod, fleet.plan(pod.node()));
    running.add(sandbox);
    return sandbox;
  }

  private void stop(Sandbox sandbox) {
    running.remove(sandbox);
    chain.stop(sandbox, fleet.plan(sandbox.pod().node()));
  }
}
