package io.gridpool.agent.kube.loop;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.gridpool.agent.kube.crd.CrdNames;
import java.util.ArrayList;
import java.util.List;

/** The finalizer of Spiderpool's kinds. */
public final class Finalizers {
  private Finalizers() {}

  /** Takes our finalizer away; empty when it is not there. */
  public static <T extends HasMetadata> JsonPatch<T> without(T object) {
    List<String> left = new ArrayList<>(object.getMetadata().getFinalizers());
    JsonPatch<T> patch = new JsonPatch<>(object);
    return left.remove(CrdNames.FINALIZER) ? patch.set("/metadata/finalizers", left) : patch;
  }
}
