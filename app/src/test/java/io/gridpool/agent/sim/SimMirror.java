package io.gridpool.agent.sim;

import io.gridpool.agent.ipam.PodFacts;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A mirror and a search for ownerless leases by the product's contract: it looks at the whole and
 * makes it so; what is reclaimed was looked up in the API server at that moment.
 */
final class SimMirror {
  private final SimWorld world;
  private final int node;
  private final SimGate gate;

  SimMirror(SimWorld world, int node, SimGate gate) {
    this.world = world;
    this.node = node;
    this.gate = gate;
  }

  void step(boolean leads) {
    List<Endpoint> all =
        ((Answer.Endpoints)
                gate.ask(new Query.ReadEndpoints("", null, Query.LIMIT_MAX), Duration.ZERO))
            .endpoints();
    for (Endpoint endpoint : all) {
      if (endpoint.node().equals("n" + node)) {
        world.mirror(endpoint);
      }
      world.mayCrash(node);
    }
    if (leads) {
      Set<String> held =
          all.stream().map(endpoint -> endpoint.key().toString()).collect(Collectors.toSet());
      world.mirror.keySet().removeIf(key -> !held.contains(key.toString()));
      all.forEach(this::reclaimIfOwnerless);
    }
  }

  private void reclaimIfOwnerless(Endpoint endpoint) {
    @Nullable PodFacts pod = world.pods.get(endpoint.key());
    boolean gone = pod == null || !pod.uid().equals(endpoint.podUid());
    if (gone && !endpoint.sticky()) {
      gate.submit(List.of(new Reclaim(endpoint.key(), endpoint.podUid(), "gone")), Duration.ZERO);
    }
  }
}
