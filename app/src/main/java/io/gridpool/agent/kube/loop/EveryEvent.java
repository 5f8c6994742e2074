package io.gridpool.agent.kube.loop;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/** Passes each object on that came, changed or went; called on the informer's thread. */
public record EveryEvent<T extends HasMetadata>(Consumer<? super T> listener)
    implements ResourceEventHandler<T> {
  /** Passes names on. */
  public static <T extends HasMetadata> EveryEvent<T> names(Consumer<String> listener) {
    return new EveryEvent<>(item -> listener.accept(item.getMetadata().getName()));
  }

  @Override
  public void onAdd(T item) {
    listener.accept(item);
  }

  @Override
  public void onUpdate(T before, T item) {
    listener.accept(item);
  }

  @Override
  public void onDelete(T item, boolean finalStateUnknown) {
    listener.accept(item);
  }
}
