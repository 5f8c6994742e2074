package io.gridpool.agent.sim;

import io.gridpool.agent.ipam.Attachment;
import io.gridpool.agent.ipam.ClusterDirectory;
import io.gridpool.agent.ipam.LeaseJournal;
import io.gridpool.agent.ipam.ObjectFacts;
import io.gridpool.agent.ipam.PendingReleases;
import io.gridpool.agent.ipam.PodDirectory;
import io.gridpool.agent.ipam.PodFacts;
import io.gridpool.agent.journal.PowerCutDisk;
import io.gridpool.agent.journal.SyncJournal;
import io.gridpool.ledger.model.EndpointKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the use cases of one process stand on: its disk, its cache of pods, its queue. */
final class SimPorts {
  private final SimWorld world;
  private final int node;
  private final SyncJournal journal;
  private final Map<String, Attachment> queue;
  private Map<EndpointKey, PodFacts> seen = Map.of();

  SimPorts(SimWorld world, int node, PowerCutDisk disk, Map<String, Attachment> queue) {
    this.world = world;
    this.node = node;
    this.queue = queue;
    this.journal = new SyncJournal(disk, () -> world.nowMs(node));
  }

  /** The journal, at whose writes the process may end. */
  LeaseJournal journal() {
    return new LeaseJournal() {
      @Override
      public void hold(Held held) {
        world.mayCrash(node);
        journal.hold(held);
        world.mayCrash(node);
      }

      @Override
      public void forget(EndpointKey key) {
        journal.forget(key);
      }

      @Override
      public Optional<Held> find(EndpointKey key) {
        return journal.find(key);
      }

      @Override
      public List<Held> all() {
        return journal.all();
      }

      @Override
      public List<Freed> freed() {
        return journal.freed();
      }
    };
  }

  PodDirectory pods() {
    return new PodDirectory() {
      @Override
      public Optional<PodFacts> cached(EndpointKey key) {
        if (world.reachesApi(node) && (seen.isEmpty() || world.chance(0.7))) {
          seen = Map.copyOf(world.pods);
        }
        return Optional.ofNullable(seen.get(key)).filter(pod -> pod.node().equals("n" + node));
      }

      @Override
      public Optional<PodFacts> current(EndpointKey key) {
        world.requireApi(node);
        return Optional.ofNullable(world.pods.get(key));
      }
    };
  }

  ClusterDirectory cluster() {
    return new ClusterDirectory() {
      @Override
      public Optional<ObjectFacts> namespace(String name) {
        return Optional.of(new ObjectFacts(name, Map.of(), Map.of()));
      }

      @Override
      public Optional<ObjectFacts> ownNode() {
        return Optional.of(new ObjectFacts("n" + node, Map.of(), Map.of()));
      }
    };
  }

  PendingReleases pending() {
    return new PendingReleases() {
      @Override
      public void keep(Attachment attachment) {
        queue.put(attachment.containerId(), attachment);
      }

      @Override
      public List<Pending> waiting() {
        return queue.values().stream()
            .map(attachment -> new Pending(attachment.containerId(), attachment))
            .toList();
      }

      @Override
      public void done(Pending pending) {
        queue.remove(pending.attachment().containerId());
      }
    };
  }
}
