package io.gridpool.agent.sim;

import io.gridpool.agent.ipam.PodFacts;
import io.gridpool.grid.Fencing;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/** What agents share: time, luck, cables, machines, the API server and the groups of the terms. */
final class SimWorld {
  static final int NODES = 5;
  static final int SEATS = 3;

  /** How often the steward looks, of the looks at seats, when nothing is wrong. */
  private static final double STEWARD_CALM = 0.1;

  private final Random random;
  final Mutant mutant;
  private final boolean[] powered = new boolean[NODES];
  private final boolean[] frozen = new boolean[NODES];
  private final boolean[] process = new boolean[NODES];
  private final boolean[][] cut = new boolean[NODES][NODES];
  private final boolean[] cutFromApi = new boolean[NODES];
  private final Set<Integer> fenced = new TreeSet<>();
  private final SimTerms terms = new SimTerms(this);
  final Map<EndpointKey, PodFacts> pods = new TreeMap<>(SimWorld::byName);
  final Map<EndpointKey, Endpoint> mirror = new TreeMap<>(SimWorld::byName);
  private final Set<String> mirrored = new TreeSet<>();
  private boolean apiAway;
  private IntConsumer ends = _ -> {};
  private boolean calm = true;
  private double stewardRate = STEWARD_CALM;
  private double crashRate;
  private double seatingRate = 1;
  private long clockMs = 1_000_000;
  private final List<String> story = new ArrayList<>();

  SimWorld(Random random, Mutant mutant) {
    this.random = random;
    this.mutant = mutant;
    java.util.Arrays.fill(powered, true);
  }

  /** A process that ends right here. */
  static final class Crashed extends RuntimeException {
    final int node;

    Crashed(int node) {
      super("the process of node " + node + " ended");
      this.node = node;
    }
  }

  void mirror(Endpoint endpoint) {
    mirror.put(endpoint.key(), endpoint);
    mirrored.add(endpoint.key() + " " + endpoint.leases().getFirst().cidr());
  }

  /** Whether the mirror has ever shown that a name holds an address. */
  boolean wasMirrored(EndpointKey key, String address) {
    return mirrored.contains(key + " " + address);
  }

  static int byName(EndpointKey one, EndpointKey other) {
    return one.toString().compareTo(other.toString());
  }

  Random random() {
    return random;
  }

  boolean chance(double of) {
    return random.nextDouble() < of;
  }

  void tell(String what) {
    story.add(clockMs + " " + what);
    if (story.size() > 400) {
      story.removeFirst();
    }
  }

  List<String> story() {
    return story;
  }

  void pass(long ms) {
    clockMs += ms;
  }

  long nowMs(int node) {
    return clockMs + node * 700L;
  }

  long clockMs() {
    return clockMs;
  }

  void setCalm(boolean calm) {
    this.calm = calm;
    stewardRate = calm ? STEWARD_CALM : 0.8 * random.nextDouble() * random.nextDouble();
    seatingRate = calm ? 1 : 0.03 + random.nextDouble() * random.nextDouble();
    crashRate = calm ? 0 : 0.02 * random.nextDouble() * random.nextDouble();
  }

  /** How likely the steward acts at one look. */
  double stewardRate() {
    return stewardRate;
  }

  /** How likely a step to a seat is made at one look; each may take seconds. */
  double seatingRate() {
    return seatingRate;
  }

  SimTerms terms() {
    return terms;
  }

  boolean isCalm() {
    return calm;
  }

  void mayCrash(int node) {
    if (!calm && chance(crashRate)) {
      throw new Crashed(node);
    }
  }

  boolean loses() {
    return !calm && chance(0.02);
  }

  boolean isPowered(int node) {
    return powered[node];
  }

  void setPowered(int node, boolean on) {
    powered[node] = on;
  }

  void setFrozen(int node, boolean on) {
    frozen[node] = on;
  }

  void setProcess(int node, boolean runs) {
    process[node] = runs;
  }

  void setCut(int from, int to, boolean on) {
    cut[from][to] = on;
  }

  void setCutFromApi(int node, boolean on) {
    cutFromApi[node] = on;
  }

  boolean isCutFromApi(int node) {
    return cutFromApi[node];
  }

  void setApiAway(boolean away) {
    apiAway = away;
  }

  void fence(int node, boolean on) {
    if (on) {
      fenced.add(node);
    } else {
      fenced.remove(node);
    }
  }

  boolean isFenced(int node) {
    return fenced.contains(node);
  }

  boolean acts(int node) {
    return powered[node] && process[node] && !frozen[node];
  }

  boolean isFrozen(int node) {
    return frozen[node];
  }

  /** Whether two processes can ask and answer each other. */
  boolean talk(int one, int other) {
    return acts(one) && acts(other) && (one == other || (!cut[one][other] && !cut[other][one]));
  }

  boolean reachesApi(int node) {
    return !apiAway && !cutFromApi[node];
  }

  void requireApi(int node) {
    if (!reachesApi(node)) {
      throw new TryLaterException("the API server does not answer");
    }
  }

  void endProcess(int node) {
    ends.accept(node);
  }

  void onEnd(IntConsumer ends) {
    this.ends = ends;
  }

  Fencing fencing() {
    return node -> fenced.contains(Integer.parseInt(node.substring(1)));
  }
}
