package io.gridpool.agent.kube.directory;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store behind an informer that keeps facts instead of objects.
 *
 * <p>The informer gets back shells: names, uid and version, nothing else. Safe for any thread.
 *
 * @param <T> kind of object
 * @param <F> facts kept of it
 */
public final class FactsStore<T extends HasMetadata, F> implements ItemStore<T> {
  private final ConcurrentHashMap<String, Kept<F>> keptByKey = new ConcurrentHashMap<>();
  private final Supplier<T> shell;
  private final Predicate<T> wanted;
  private final Function<T, F> reader;

  /**
   * A store.
   *
   * @param shell makes an empty object
   * @param wanted objects that do not pass are not kept, whatever the server sends
   * @param reader takes the facts out of an object
   */
  public FactsStore(Supplier<T> shell, Predicate<T> wanted, Function<T, F> reader) {
    this.shell = shell;
    this.wanted = wanted;
    this.reader = reader;
  }

  /** The facts of one object; the namespace is empty for cluster-wide kinds. */
  public Optional<F> facts(String namespace, String name) {
    Kept<F> kept = keptByKey.get(namespace.isEmpty() ? name : namespace + "/" + name);
    return Optional.ofNullable(kept).map(Kept::facts);
  }

  /** The facts of all objects, in no order. */
  public Stream<F> all() {
    return keptByKey.values().stream().map(Kept::facts);
  }

  @Override
  public String getKey(T item) {
    return Cache.metaNamespaceKeyFunc(item);
  }

  @Override
  public @Nullable T put(String key, T item) {
    if (!wanted.test(item)) {
      return remove(key);
    }
    ObjectMeta metadata = item.getMetadata();
    Kept<F> kept = new Kept<>(metadata.getUid(), metadata.getResourceVersion(), reader.apply(item));
    return shellOf(key, keptByKey.put(key, kept));
  }

  @Override
  public @Nullable T remove(String key) {
    return shellOf(key, keptByKey.remove(key));
  }

  @Override
  public @Nullable T get(String key) {
    return shellOf(key, keptByKey.get(key));
  }

  @Override
  public Stream<String> keySet() {
    return keptByKey.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return keptByKey.entrySet().stream().map(kept -> filledShell(kept.getKey(), kept.getValue()));
  }

  @Override
  public int size() {
    return keptByKey.size();
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  private @Nullable T shellOf(String key, @Nullable Kept<F> kept) {
    return kept == null ? null : filledShell(key, kept);
  }

  private T filledShell(String key, Kept<F> kept) {
    int slash = key.indexOf('/');
    T item = shell.get();
    item.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(slash < 0 ? null : key.substring(0, slash))
            .withName(key.substring(slash + 1))
            .withUid(kept.uid())
            .withResourceVersion(kept.resourceVersion())
            .build());
    return item;
  }

  /** Of each object of the cluster one is in memory: what its key says is not said again. */
  private record Kept<F>(String uid, String resourceVersion, F facts) {}
}
