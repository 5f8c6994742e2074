package io.gridpool.agent.kube.multus;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;

/** Which of two objects was first; of two of one second, the one whose name comes first. */
final class Age {
  private static final Comparator<HasMetadata> OLDEST_FIRST =
      Comparator.comparing((HasMetadata object) -> object.getMetadata().getCreationTimestamp())
          .thenComparing(object -> object.getMetadata().getName());

  private Age() {}

  static boolean isOlder(HasMetadata one, HasMetadata other) {
    return OLDEST_FIRST.compare(one, other) < 0;
  }
}
