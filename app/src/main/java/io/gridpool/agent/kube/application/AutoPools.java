package io.gridpool.agent.kube.application;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.ipam.SubnetAnnotation;
import io.gridpool.agent.kube.application.AutoPoolRanges.Cut;
import io.gridpool.agent.kube.application.AutoPoolRanges.Stock;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.feed.LedgerView;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.agent.kube.pool.PoolReader;
import io.gridpool.agent.kube.pool.PoolWatch;
import io.gridpool.agent.kube.pool.SubnetRule;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.pool.RangeSet;
import java.net.HttpURLConnection;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pools of applications in the API server: made, cut to size, deleted.
 *
 * <p>Thread: the controller's one. What it wrote itself counts until the watch shows it.
 */
final class AutoPools {
  /** Pause before a pool that nobody has stored yet, or that is too large, is cut anew, ms. */
  private static final long AGAIN_MS = 1_000;

  /** How long the watch may take to show what was written, ms. */
  private static final long SHOWN_WITHIN_MS = 10_000;

  private static final String ACCEPTED = "Accepted";

  private final KubernetesClient client;
  private final PoolWatch watch;
  private final LedgerView view;
  private final Map<String, Written> writtenByName = new HashMap<>();

  AutoPools(KubernetesClient client, PoolWatch watch, LedgerView view) {
    this.client = client;
    this.watch = watch;
    this.view = view;
  }

  /**
   * Makes one pool right; after how many milliseconds to look again.
   *
   * <p>Errors: {@link IllegalArgumentException} when the subnet has too few addresses, or the pool
   * is of another one.
   */
  long settle(AutoPoolShape shape) {
    if (!view.filled()) {
      return AGAIN_MS;
    }
    Optional<SpiderIPPool> standing = standing(shape);
    standing.ifPresent(pool -> requireSameSubnet(shape, pool));
    long wanted = shape.size().of(shape.app().replicas());
    if (wanted > SubnetAnnotation.SIZE_MAX) {
      throw new IllegalArgumentException(
          shape.app().key() + " asks for a pool of " + wanted + " addresses");
    }
    Cut cut = AutoPoolRanges.cut(stock(shape, standing), wanted);
    if (cut.missing() > 0) {
      throw new IllegalArgumentException(tooFew(shape, wanted, cut));
    }
    if (standing.isEmpty()) {
      create(shape, cut);
      return AGAIN_MS;
    }
    boolean right = !write(shape, standing.get(), cut) && !refused(standing.get());
    return right && cut.waiting() == 0 ? 0 : AGAIN_MS;
  }

  private static String tooFew(AutoPoolShape shape, long wanted, Cut cut) {
    return "SpiderSubnet "
        + shape.subnet().getMetadata().getName()
        + " has "
        + cut.left()
        + " addresses left, "
        + cut.missing()
        + " too few for the pool of "
        + wanted
        + " of "
        + shape.app().key()
        + " NIC "
        + shape.nic();
  }

  private static void requireSameSubnet(AutoPoolShape shape, SpiderIPPool pool) {
    if (!pool.getSpec().subnet().equals(shape.subnet().getSpec().subnet())) {
      throw new IllegalArgumentException(
          "ApplicationSubnetChanged: pool "
              + pool.getMetadata().getName()
              + " is of "
              + pool.getSpec().subnet()
              + " and "
              + shape.app().key()
              + " now asks for SpiderSubnet "
              + shape.subnet().getMetadata().getName()
              + "; delete the application or the pool first");
    }
  }

  /** The pool of this life of the application, else one that an earlier life kept. */
  private Optional<SpiderIPPool> standing(AutoPoolShape shape) {
    List<SpiderIPPool> pools =
        of(shape.app().key())
            .filter(pool -> pool.getMetadata().getDeletionTimestamp() == null)
            .filter(shape::isFor)
            .toList();
    return pools.stream()
        .filter(pool -> isOfLife(pool, shape.app()))
        .findFirst()
        .or(() -> pools.stream().filter(AutoPools::isKept).findFirst());
  }

  private static boolean isOfLife(SpiderIPPool pool, Application app) {
    return app.uid().equals(AutoPoolShape.labels(pool).get(CrdNames.LABEL_APP_UID));
  }

  private static boolean isKept(SpiderIPPool pool) {
    return "false".equals(AutoPoolShape.labels(pool).get(CrdNames.LABEL_RECLAIM));
  }

  private Stock stock(AutoPoolShape shape, Optional<SpiderIPPool> standing) {
    String name = standing.map(pool -> pool.getMetadata().getName()).orElseGet(shape::name);
    String cidr = shape.subnet().getSpec().subnet();
    List<AddressRange> taken =
        pools()
            .filter(pool -> pool.getSpec() != null && cidr.equals(pool.getSpec().subnet()))
            .filter(pool -> !pool.getMetadata().getName().equals(name))
            .flatMap(pool -> SubnetRule.effective(pool).stream())
            .toList();
    return new Stock(
        standing.map(SubnetRule::effective).orElse(List.of()),
        view.holdings(name, SubnetAnnotation.SIZE_MAX).stream()
            .map(LedgerView.Holding::address)
            .toList(),
        SubnetRule.effective(shape.subnet()),
        taken,
        reserved());
  }

  private List<AddressRange> reserved() {
    return RangeSet.of(
        watch.reservations().stream()
            .filter(reserved -> reserved.getSpec() != null)
            .flatMap(reserved -> PoolReader.ranges(reserved.getSpec().ips()).stream())
            .toList());
  }

  private void create(AutoPoolShape shape, Cut cut) {
    try {
      remember(client.resource(shape.object(cut.ranges())).create());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  /** Whether there was anything to write. */
  private boolean write(AutoPoolShape shape, SpiderIPPool pool, Cut cut) {
    JsonPatch<SpiderIPPool> patch = new JsonPatch<>(pool);
    List<String> texts = AutoPoolShape.texts(cut.ranges());
    if (!cut.ranges().equals(SubnetRule.effective(pool))) {
      patch.set("/spec/ips", texts);
    }
    Map<String, String> labels = new TreeMap<>(AutoPoolShape.labels(pool));
    labels.putAll(shape.labels());
    if (!labels.equals(AutoPoolShape.labels(pool))) {
      patch.set("/metadata/labels", labels);
    }
    Map<String, String> annotations = AutoPoolShape.annotations(pool);
    if (!shape.size().toString().equals(annotations.get(SubnetAnnotation.NUMBER))) {
      patch.setEntry(
          "/metadata/annotations", annotations, SubnetAnnotation.NUMBER, shape.size().toString());
    }
    if (!patch.isEmpty()) {
      send(patch);
    }
    return !patch.isEmpty();
  }

  private void send(JsonPatch<SpiderIPPool> patch) {
    try {
      remember(patch.sendAndGet(client));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  private void remember(SpiderIPPool pool) {
    writtenByName.put(name(pool), new Written(pool, System.nanoTime()));
  }

  /** The pools of an application that is gone go too, unless it said that they stay. */
  long removeAll(AppKey key) {
    List<SpiderIPPool> going =
        of(key)
            .filter(pool -> pool.getMetadata().getDeletionTimestamp() == null && !isKept(pool))
            .toList();
    if (going.isEmpty() || asks(key)) {
      return going.isEmpty() ? 0 : AGAIN_MS;
    }
    going.forEach(this::delete);
    return 0;
  }

  /** Pools that an application asks for no longer, or that an earlier life of its name left. */
  void removeOthers(Application app, Collection<AutoPoolShape> shapes) {
    of(app.key())
        .filter(pool -> pool.getMetadata().getDeletionTimestamp() == null && !isKept(pool))
        .filter(
            pool -> !isOfLife(pool, app) || shapes.stream().noneMatch(shape -> shape.isFor(pool)))
        .toList()
        .forEach(this::delete);
  }

  private void delete(SpiderIPPool pool) {
    writtenByName.remove(name(pool));
    var _ = client.resource(pool).delete();
  }

  /** The API server's own word: a watch may be late. */
  private boolean asks(AppKey key) {
    HasMetadata object =
        client.resources(key.kind().type()).inNamespace(key.namespace()).withName(key.name()).get();
    return object != null && Application.asks(object);
  }

  private Stream<SpiderIPPool> of(AppKey key) {
    return pools().filter(pool -> AppKey.of(pool).filter(key::equals).isPresent());
  }

  /** All pools, ours as we wrote them last. */
  private Stream<SpiderIPPool> pools() {
    Map<String, SpiderIPPool> all = new HashMap<>();
    watch.pools().forEach(pool -> all.put(name(pool), pool));
    writtenByName.values().removeIf(written -> written.isShown(all.get(name(written.pool()))));
    writtenByName.forEach((name, written) -> all.put(name, written.pool()));
    return all.values().stream();
  }

  private static String name(SpiderIPPool pool) {
    return pool.getMetadata().getName();
  }

  private static boolean refused(SpiderIPPool pool) {
    return pool.getStatus() != null
        && Objects.requireNonNullElse(pool.getStatus().conditions(), List.<Condition>of()).stream()
            .anyMatch(condition ->
                condition.getType().equals(ACCEPTED) && condition.getStatus().equals("False"));
  }

  /** A pool as we wrote it. */
  private record Written(SpiderIPPool pool, long atNanos) {
    /** Whether the watch has come as far, or will not come any more. */
    boolean isShown(@Nullable SpiderIPPool seen) {
      boolean late = System.nanoTime() - atNanos > TimeUnit.MILLISECONDS.toNanos(SHOWN_WITHIN_MS);
      return late
          || (seen != null
              && (generation(seen) >= generation(pool)
                  || !seen.getMetadata().getUid().equals(pool.getMetadata().getUid())));
    }

    private static long generation(SpiderIPPool pool) {
      return Objects.requireNonNullElse(pool.getMetadata().getGeneration(), Long.valueOf(0));
    }
  }
}
