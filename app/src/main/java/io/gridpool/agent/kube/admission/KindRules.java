package io.gridpool.agent.kube.admission;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.gridpool.agent.kube.loop.JsonPatch;
import org.jspecify.annotations.Nullable;

/**
 * What the door says of one kind.
 *
 * <p>Errors of both questions: {@link IllegalArgumentException} with a sentence for the owner of
 * the object; {@link io.gridpool.grid.TryLaterException} where the ledger cannot be asked.
 */
interface KindRules<T extends HasMetadata> {
  /** Its class. */
  Class<T> kind();

  /** What the object misses. */
  JsonPatch<T> missing(T object);

  /** Why a new or changed object cannot stand; null when it can. */
  @Nullable String refusal(T object, @Nullable T before);

  /** Why an object cannot be deleted; null when it can. */
  @Nullable String keeps(T object);

  /** The part of an object that its owner wrote; null where it lacks what the schema requires. */
  @Nullable Object spec(T object);
}
