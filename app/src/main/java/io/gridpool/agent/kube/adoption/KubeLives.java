package io.gridpool.agent.kube.adoption;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.ipam.EarlierLives;
import io.gridpool.agent.ipam.LivePod;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderReservedIP;
import io.gridpool.agent.kube.loop.EventWriter;
import io.gridpool.agent.kube.pool.PoolReader;
import io.gridpool.agent.kube.reclaim.NodeSight;
import io.gridpool.grid.Fencing;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.model.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Earlier lives of the ledger as custom resources tell them, and nodes as the API server has them.
 */
public final class KubeLives implements EarlierLives, Fencing {
  private static final Logger LOG = LoggerFactory.getLogger(KubeLives.class);

  private final KubernetesClient client;
  private final PoolReader reader;
  private final EventWriter events;

  /**
   * Lives as a client tells them.
   *
   * @param eventNamespace where events about the Grid object go
   */
  public KubeLives(KubernetesClient client, String eventNamespace) {
    this.client = client;
    this.events = new EventWriter(client, eventNamespace);
    this.reader = new PoolReader(client.getKubernetesSerialization());
  }

  @Override
  public List<Command> pools() {
    List<Command> commands = new ArrayList<>();
    each(
        SpiderReservedIP.class,
        object -> read(object, () -> new PutReserved(reader.reservation(object)), commands));
    each(
        SpiderIPPool.class,
        object -> read(object, () -> new PutPool(reader.pool(object)), commands));
    return commands;
  }

  @Override
  public List<Endpoint> mirrored() {
    return MirrorList.read(
        client,
        object -> {
          List<Endpoint> found = new ArrayList<>();
          read(object, () -> EndpointReader.read(object).orElse(null), found);
          return found.stream();
        });
  }

  /** One object that cannot be read stands in nobody's way; its controller tells its owner. */
  private static <T> void read(HasMetadata object, Supplier<? extends T> reading, List<T> into) {
    try {
      T read = reading.get();
      if (read != null) {
        into.add(read);
      }
    } catch (IllegalArgumentException e) {
      LOG.warn(
          "{} {} is left out: {}",
          object.getKind(),
          object.getMetadata().getName(),
          e.getMessage());
    }
  }

  @Override
  public Set<String> readyNodes() {
    Set<String> ready = new TreeSet<>();
    each(
        Node.class,
        node -> {
          if (NodeSight.of(node) == NodeSight.READY) {
            ready.add(node.getMetadata().getName());
          }
        });
    return ready;
  }

  @Override
  public List<LivePod> livePods() {
    return PodLists.live(client);
  }

  @Override
  public SortedMap<String, List<String>> silentNodes(Set<String> reported) {
    DeclaredOff declared = new DeclaredOff(client);
    Set<String> unheard = new TreeSet<>();
    each(
        Node.class,
        node -> {
          String name = node.getMetadata().getName();
          if (!reported.contains(name) && !NodeSight.of(node).fenced() && !declared.lately(name)) {
            unheard.add(name);
          }
        });
    SortedMap<String, List<String>> silent = new TreeMap<>();
    if (!unheard.isEmpty()) {
      NodeLeases leases = NodeLeases.read(client);
      unheard.forEach(node -> {
        List<String> pods = leases.unknownPodsOn(node);
        if (!pods.isEmpty()) {
          silent.put(node, pods);
        }
      });
    }
    return silent;
  }

  @Override
  public void warn(String reason, String message) {
    Grid grid = client.resources(Grid.class).withName(Grid.NAME).get();
    if (grid != null) {
      events.warn(grid, reason, message);
    }
  }

  @Override
  public boolean isFenced(String node) {
    try {
      Node object = client.nodes().withName(node).get();
      return object == null || NodeSight.of(object).fenced() || new DeclaredOff(client).now(node);
    } catch (KubernetesClientException e) {
      LOG.info("whether node {} is out of service cannot be asked now: {}", node, e.getMessage());
      return false;
    }
  }

  private <T extends HasMetadata> void each(Class<T> kind, Consumer<T> visitor) {
    Pages.each(client, kind, visitor);
  }
}
