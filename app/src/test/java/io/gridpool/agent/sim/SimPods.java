package io.gridpool.agent.sim;

import io.gridpool.agent.ipam.AddRequest;
import io.gridpool.agent.ipam.AddResult;
import io.gridpool.agent.ipam.Attachment;
import io.gridpool.agent.ipam.PodFacts;
import io.gridpool.agent.ipam.Refusal;
import io.gridpool.grid.NotYetException;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pods, and kubelets that run them; what was promised to them is compared with all that follows.
 *
 * <p>Promises: no address in two live pods; who was told an address is told the same for as long as
 * its pod lives, and a stateful pod for ever, once the mirror has it: before, a machine without
 * power may be the only one that knows it, and no pod of it is left that tells so.
 */
final class SimPods {
  private static final int STATEFUL = 6;
  private static final int ORDINARY_MAX = 14;

  private final SimWorld world;
  private final List<SimAgent> agents;
  private final Map<EndpointKey, Played> played = new TreeMap<>(SimWorld::byName);
  private final Map<EndpointKey, String> sticky = new TreeMap<>(SimWorld::byName);
  private int made;
  private long adds;

  /** A pod as its kubelet knows it. */
  private static final class Played {
    private final PodFacts facts;
    private final int node;
    private String container = "";
    private String told = "";
    private boolean ending;
    private final List<String> old = new ArrayList<>();

    Played(PodFacts facts, int node) {
      this.facts = facts;
      this.node = node;
    }
  }

  SimPods(SimWorld world, List<SimAgent> agents) {
    this.world = world;
    this.agents = agents;
  }

  long adds() {
    return adds;
  }

  /** Users and controllers: some pod appears, some pod goes. */
  void change() {
    int node = world.random().nextInt(SimWorld.NODES);
    if (!world.reachesApi(node) || !world.isPowered(node)) {
      return;
    }
    if (world.chance(0.5)) {
      create(node);
    } else if (!played.isEmpty()) {
      Played pod = List.copyOf(played.values()).get(world.random().nextInt(played.size()));
      if (world.reachesApi(pod.node)) {
        end(pod);
      }
    }
  }

  private void create(int node) {
    boolean stateful = world.chance(0.4);
    long ordinary = played.values().stream().filter(pod -> !isStateful(pod)).count();
    String name = stateful ? "db-" + world.random().nextInt(STATEFUL) : "web-" + made;
    EndpointKey key = new EndpointKey("shop", name);
    if (played.containsKey(key) || (!stateful && ordinary >= ORDINARY_MAX)) {
      return;
    }
    Owner owner = stateful ? new Owner("apps", "StatefulSet", "db") : new Owner("", "Pod", name);
    PodFacts facts =
        new PodFacts(key, "uid-" + made++, "n" + node, owner, false, Map.of(), Map.of());
    world.pods.put(key, facts);
    played.put(key, new Played(facts, node));
  }

  private static boolean isStateful(Played pod) {
    return pod.facts.owner().kind().equals("StatefulSet");
  }

  private void end(Played pod) {
    PodFacts facts = pod.facts;
    pod.ending = true;
    world.pods.put(
        facts.key(),
        new PodFacts(
            facts.key(), facts.uid(), facts.node(), facts.owner(), true, Map.of(), Map.of()));
  }

  /** The power of a node went: its sandboxes are gone, its pods are not. */
  void powerCut(int node) {
    for (Played pod : played.values()) {
      if (pod.node == node && !pod.container.isEmpty()) {
        pod.old.add(pod.container);
        pod.container = "";
      }
    }
  }

  /** Somebody vouches that the node is off: its pods are deleted without its kubelet's word. */
  void forceDelete(int node) {
    played
        .values()
        .removeIf(pod -> {
          if (pod.node == node) {
            world.pods.remove(pod.facts.key());
          }
          return pod.node == node;
        });
  }

  /** The kubelet of a node looks at one of its pods. */
  void kubelet(int node) {
    List<Played> own = played.values().stream().filter(pod -> pod.node == node).toList();
    if (own.isEmpty() || !world.isPowered(node)) {
      return;
    }
    Played pod = own.get(world.random().nextInt(own.size()));
    if (!pod.old.isEmpty() && world.chance(0.5)) {
      if (del(pod, pod.old.getFirst())) {
        pod.old.removeFirst();
      }
    } else if (pod.ending) {
      tearDown(pod);
    } else if (pod.container.isEmpty()) {
      add(pod);
    } else if (world.chance(0.05)) {
      pod.old.add(pod.container); // the runtime replaces the sandbox of a pod that lives
      pod.container = "";
    }
  }

  private void tearDown(Played pod) {
    if (!pod.container.isEmpty()) {
      pod.old.add(pod.container);
      pod.container = "";
    }
    while (!pod.old.isEmpty()) {
      if (!del(pod, pod.old.getFirst())) {
        return;
      }
      pod.old.removeFirst();
    }
    if (world.reachesApi(pod.node)) {
      world.pods.remove(pod.facts.key());
      played.remove(pod.facts.key());
    }
  }

  private void add(Played pod) {
    SimAgent agent = agents.get(pod.node);
    String container = String.format("c%015d", ++made);
    if (agent.life().isEmpty() || world.isFrozen(pod.node)) {
      return;
    }
    AddResult result = later("the agent ended");
    try {
      AddRequest request =
          new AddRequest(
              attachment(pod, container), Map.of(IpFamily.V4, List.of(SimLives.POOL)), false);
      result = agent.life().get().add().add(request);
    } catch (NotYetException e) {
      result = later(String.valueOf(e.getMessage()));
    } catch (SimWorld.Crashed e) {
      world.endProcess(e.node);
    }
    switch (result) {
      case AddResult.Assigned assigned ->
          told(pod, container, assigned.addresses().getFirst().cidr());
      case AddResult.Denied denied -> pod.old.add(container);
    }
  }

  private static AddResult later(String message) {
    return new AddResult.Denied(Refusal.of(Refusal.TRY_AGAIN_LATER, message));
  }

  private void told(Played pod, String container, String address) {
    adds++;
    EndpointKey key = pod.facts.key();
    world.tell(key + " " + pod.facts.uid() + " was told " + address + " on n" + pod.node);
    require(
        pod.told.isEmpty() || pod.told.equals(address),
        key + " had " + pod.told + ", is told " + address);
    if (isStateful(pod)) {
      String before = sticky.put(key, address);
      require(
          before == null || before.equals(address) || !world.wasMirrored(key, before),
          key + " kept " + before + ", is told " + address);
    }
    for (Played other : played.values()) {
      require(
          other == pod || !other.told.equals(address) || isDown(other),
          address + " is told to " + key + " and is in " + other.facts.key());
    }
    pod.told = address;
    pod.container = container;
  }

  /** Its DEL is done, though the API server does not know it yet. */
  private static boolean isDown(Played pod) {
    return pod.ending && pod.container.isEmpty() && pod.old.isEmpty();
  }

  /** Whether the runtime's DEL was answered; with the agent down its binary keeps it on disk. */
  private boolean del(Played pod, String container) {
    SimAgent agent = agents.get(pod.node);
    Attachment attachment = attachment(pod, container);
    if (agent.life().isEmpty()) {
      agent.queue().put(container, attachment);
      return true;
    }
    if (world.isFrozen(pod.node)) {
      return false;
    }
    try {
      agent.life().get().release().release(attachment);
      return true;
    } catch (TryLaterException e) {
      return false;
    } catch (SimWorld.Crashed e) {
      world.endProcess(e.node);
      return false;
    }
  }

  private static Attachment attachment(Played pod, String container) {
    return new Attachment(pod.facts.key(), pod.facts.uid(), container, "eth0", "net");
  }

  /** Whether every pod runs and nothing waits to be released. */
  boolean settled() {
    return played.values().stream()
        .allMatch(pod -> !pod.ending && !pod.container.isEmpty() && pod.old.isEmpty());
  }

  /** What every live pod was told, by its key. */
  Map<EndpointKey, String> told() {
    Map<EndpointKey, String> told = new TreeMap<>(SimWorld::byName);
    played.forEach((key, pod) -> told.put(key, pod.told));
    return told;
  }

  /** Whether a name is kept for a stateful pod that may come back. */
  boolean isKept(EndpointKey key) {
    return sticky.containsKey(key);
  }

  static void require(boolean holds, String broken) {
    if (!holds) {
      throw new AssertionError(broken);
    }
  }
}
