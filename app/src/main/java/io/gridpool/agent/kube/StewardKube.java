package io.gridpool.agent.kube;

import io.gridpool.agent.kube.adoption.QuarantineSteward;
import io.gridpool.agent.kube.application.AutoPoolController;
import io.gridpool.agent.kube.coordinator.CoordinatorController;
import io.gridpool.agent.kube.endpoint.EndpointSteward;
import io.gridpool.agent.kube.feed.ChangeSource;
import io.gridpool.agent.kube.feed.LedgerView;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.multus.NetworkController;
import io.gridpool.agent.kube.pool.PoolSteward;
import io.gridpool.agent.kube.pool.SubnetNumbers;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes side that one agent runs for the whole cluster: it works while {@code leads} says
 * so, and looks twice a second whether it does.
 *
 * <p>An agent that lost its lead may finish the call it is in; the resource version in each write
 * keeps that from overwriting what its successor wrote.
 */
public final class StewardKube implements AutoCloseable {
  private static final long LEAD_CHECK_MS = 500;

  private final KubeRoom room;
  private final ChangeSource source;
  private final BooleanSupplier leads;
  private final KeyLoop<String> loop;
  private @Nullable Work work;

  /** Not started yet. */
  public StewardKube(KubeRoom room, ChangeSource source, BooleanSupplier leads) {
    this.room = room;
    this.source = source;
    this.leads = leads;
    this.loop = new KeyLoop<>("steward", room.settings(), name -> look());
  }

  /** Starts to look whether this agent leads. */
  public void start() {
    loop.start();
    loop.add("lead");
  }

  /** Whether the controllers run here now. */
  public synchronized boolean working() {
    return work != null;
  }

  /** Whether the controllers run here and all their watches stand; for health and metrics. */
  public synchronized boolean watching() {
    return work != null && work.pools.watching() && work.endpoints.watching();
  }

  /** The subnets with their numbers; empty where the controllers do not run here. */
  public synchronized List<SubnetNumbers> subnets() {
    return work == null
        ? List.of()
        : work.pools.watch().subnets().stream().map(SubnetNumbers::of).toList();
  }

  @Override
  public synchronized void close() {
    loop.close();
    stopWork();
  }

  private synchronized long look() {
    boolean leading = leads.getAsBoolean();
    if (leading && work == null) {
      work = new Work();
      work.start();
    } else if (!leading) {
      stopWork();
    }
    return LEAD_CHECK_MS;
  }

  private void stopWork() {
    if (work != null) {
      work.close();
      work = null;
    }
  }

  /** All that runs during one lead. */
  private final class Work implements AutoCloseable {
    private final LedgerView view =
        new LedgerView(room.gate(), room.settings().pace().ledgerLimit(), "");
    private final PoolSteward pools = new PoolSteward(room, view, leads);
    private final AutoPoolController applications =
        new AutoPoolController(room, pools.watch(), view);
    private final EndpointSteward endpoints = new EndpointSteward(room, view, leads);
    private final QuarantineSteward quarantine = new QuarantineSteward(room);
    private final CoordinatorController coordinator = new CoordinatorController(room);
    private final NetworkController networks = new NetworkController(room);
    private ChangeSource.@Nullable Subscription subscription;

    void start() {
      applications.start();
      pools.start();
      endpoints.start();
      quarantine.start();
      coordinator.start();
      if (room.settings().networks().multusConfigs()) {
        networks.start();
      }
      subscription = view.follow(source);
    }

    @Override
    public void close() {
      if (subscription != null) {
        subscription.close();
      }
      networks.close();
      coordinator.close();
      quarantine.close();
      endpoints.close();
      applications.close();
      pools.close();
    }
  }
}
