package io.gridpool.agent.kube.multus;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** A namespaced object by its name. */
record NetworkKey(String namespace, String name) {
  static NetworkKey of(HasMetadata object) {
    return new NetworkKey(object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
