package io.gridpool.ledger.model;

import java.util.Comparator;

/** The name of an endpoint: namespace and name of its pod. */
public record EndpointKey(String namespace, String name) implements Comparable<EndpointKey> {
  private static final Comparator<EndpointKey> ORDER =
      Comparator.comparing(EndpointKey::namespace).thenComparing(EndpointKey::name);

  @Override
  public int compareTo(EndpointKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
