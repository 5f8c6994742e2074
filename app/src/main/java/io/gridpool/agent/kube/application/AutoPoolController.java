package io.gridpool.agent.kube.application;

import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.ipam.SubnetAnnotation;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.agent.kube.feed.LedgerView;
import io.gridpool.agent.kube.loop.EventWriter;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeRoom;
import io.gridpool.agent.kube.pool.PoolWatch;
import io.gridpool.agent.kube.pool.SubnetShape;
import io.gridpool.ledger.model.IpFamily;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes each application that names SpiderSubnets have its pools, and takes them away with it.
 * Level-based: a look takes one application, compares what it asks for with what is there, and
 * repairs.
 *
 * <p>The one thread of the one steward cuts all pools, so two of them never get one address; a pool
 * made by hand meanwhile is met in the ledger, and the loser is cut anew.
 */
public final class AutoPoolController implements AutoCloseable {
  /** Pause before an application that lacks something is looked at again, ms. */
  private static final long AGAIN_MS = 5_000;

  private static final String PROBLEM = "AutoPoolFailed";

  /** One application, or all whose pools stand. */
  private sealed interface Key {
    record App(AppKey key) implements Key {}

    record All() implements Key {}
  }

  private final KubeRoom room;
  private final PoolWatch watch;
  private final ApplicationWatch apps;
  private final AutoPools pools;
  private final EventWriter events;
  private final KeyLoop<Key> loop;
  private final Map<AppKey, String> saidByApp = new HashMap<>();
  private final Map<String, Long> generationBySubnet = new HashMap<>();
  private boolean started;

  /** Not started yet; {@code watch} is started by who made it. */
  public AutoPoolController(KubeRoom room, PoolWatch watch, LedgerView view) {
    this.room = room;
    this.watch = watch;
    this.events = new EventWriter(room.client(), room.settings().objects().eventNamespace());
    this.pools = new AutoPools(room.client(), watch, view);
    this.loop = new KeyLoop<>("applications", room.settings(), this::look);
    this.apps = new ApplicationWatch(room.client(), key -> loop.add(new Key.App(key)));
    watch.onSubnet(name -> loop.add(new Key.All()));
    watch.onPoolSpec(pool -> AppKey.of(pool).ifPresent(key -> loop.add(new Key.App(key))));
  }

  /** Starts; applications are watched once there is a subnet or a pool of one. */
  public void start() {
    loop.start();
    loop.add(new Key.All());
  }

  @Override
  public void close() {
    apps.close();
    loop.close();
  }

  private long look(Key key) {
    if (!watch.synced() || (started && !apps.synced())) {
      return room.settings().pace().retryFirstMs();
    }
    return switch (key) {
      case Key.All _ -> lookAtAll();
      case Key.App(AppKey app) -> started ? settle(app) : 0;
    };
  }

  private long lookAtAll() {
    if (!started && !watch.subnets().isEmpty()) {
      started = true;
      apps.start();
      return room.settings().pace().retryFirstMs();
    }
    watch.pools().stream()
        .flatMap(pool -> AppKey.of(pool).stream())
        .distinct()
        .forEach(key -> loop.add(new Key.App(key)));
    if (subnetsChanged()) {
      apps.all().forEach(app -> loop.add(new Key.App(app.key())));
    }
    return 0;
  }

  /** Whether a subnet is new, was edited, or got its word; its counts change all the time. */
  private boolean subnetsChanged() {
    Map<String, Long> now = new HashMap<>();
    for (SpiderSubnet subnet : watch.subnets()) {
      long generation =
          Objects.requireNonNullElse(subnet.getMetadata().getGeneration(), Long.valueOf(0));
      now.put(subnet.getMetadata().getUid(), stands(subnet) ? generation : -1 - generation);
    }
    boolean changed = !now.equals(generationBySubnet);
    generationBySubnet.clear();
    generationBySubnet.putAll(now);
    return changed;
  }

  private static boolean stands(SpiderSubnet subnet) {
    return subnet.getSpec() != null
        && subnet.getMetadata().getDeletionTimestamp() == null
        && SubnetShape.said(subnet, true);
  }

  private long settle(AppKey key) {
    IpamSettings.Subnets switches = room.ipam().get().subnets();
    if (!switches.enabled() || !switches.autoPools()) {
      return 0;
    }
    Optional<Application> app = apps.find(key);
    if (app.isEmpty()) {
      saidByApp.remove(key);
      return pools.removeAll(key);
    }
    try {
      long againMs = settle(app.get(), switches);
      saidByApp.remove(key);
      return againMs;
    } catch (IllegalArgumentException e) {
      say(app.get(), String.valueOf(e.getMessage()));
      return AGAIN_MS;
    }
  }

  private void say(Application app, String problem) {
    if (!problem.equals(saidByApp.put(app.key(), problem))) {
      events.warn(app.reference(), PROBLEM, problem);
    }
  }

  private long settle(Application app, IpamSettings.Subnets switches) {
    SubnetAnnotation wanted = SubnetAnnotation.of(app.annotations()).orElseThrow();
    var size = wanted.size().orElse(new SubnetAnnotation.Size(true, switches.flexibleNumber()));
    List<AutoPoolShape> shapes = new ArrayList<>();
    for (SubnetAnnotation.NicSubnets nic : wanted.nics()) {
      nic.subnets()
          .forEach((family, name) -> {
            if (enabled(family)) {
              SpiderSubnet subnet = subnet(name, family);
              shapes.add(new AutoPoolShape(app, nic.nic(), family, subnet, size, wanted.keep()));
            }
          });
    }
    pools.removeOthers(app, shapes);
    long againMs = 0;
    for (AutoPoolShape shape : shapes) {
      againMs = Math.max(againMs, pools.settle(shape));
    }
    return againMs;
  }

  private boolean enabled(IpFamily family) {
    IpamSettings now = room.ipam().get();
    return family == IpFamily.V4 ? now.enableIPv4() : now.enableIPv6();
  }

  private SpiderSubnet subnet(String name, IpFamily family) {
    SpiderSubnet subnet =
        watch
            .subnet(name)
            .orElseThrow(
                () -> new IllegalArgumentException("SpiderSubnet " + name + " does not exist"));
    if (!stands(subnet)) {
      throw new IllegalArgumentException(
          "SpiderSubnet " + name + " is not accepted, or is being deleted");
    }
    Long version = subnet.getSpec().ipVersion();
    boolean v6 = version != null && version == 6;
    if (v6 != (family == IpFamily.V6)) {
      throw new IllegalArgumentException(
          "wrong input: SpiderSubnet " + name + " is of the other IP family");
    }
    return subnet;
  }

  /** Whether a pool was made for an application, by its labels. */
  public static boolean isAutomatic(SpiderIPPool pool) {
    return AutoPoolShape.labels(pool).containsKey(CrdNames.LABEL_APP_NAME);
  }
}
