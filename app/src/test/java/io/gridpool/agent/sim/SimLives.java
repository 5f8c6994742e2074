package io.gridpool.agent.sim;

import io.gridpool.agent.ipam.EarlierLives;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the API server knows of earlier terms: pools, the mirror, which nodes are Ready. */
record SimLives(SimWorld world, int node) implements EarlierLives {
  static final String POOL = "p";
  private static final long COOLDOWN_MS = 30_000;

  @Override
  public List<Command> pools() {
    world.requireApi(node);
    return List.of(
        new PutPool(
            new PoolSpec(
                POOL,
                Subnet.parse("10.7.0.0/24"),
                List.of(AddressRange.parse("10.7.0.10-10.7.0.49")),
                List.of(),
                COOLDOWN_MS,
                false,
                "")));
  }

  @Override
  public List<Endpoint> mirrored() {
    world.requireApi(node);
    return List.copyOf(world.mirror.values());
  }

  /** The kubelet says so for 40 s after its last word; a frozen agent does not change it. */
  @Override
  public Set<String> readyNodes() {
    world.requireApi(node);
    return IntStream.range(0, SimWorld.NODES)
        .filter(each -> world.isPowered(each) && world.reachesApi(each))
        .mapToObj(each -> "n" + each)
        .collect(Collectors.toSet());
  }
}
