package io.gridpool.loadtest.crash;

import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.loadtest.demo.Sandbox;
import io.gridpool.loadtest.history.History;
import io.gridpool.loadtest.process.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must be true after every recovery: no address in two live pods; no lease without an owner
 * for longer than a minute; every live pod's lease is the one it was told; the same pod gets the
 * same address.
 */
final class Promises {
  /** How long a lease may outlive its pod. */
  private static final Duration OWNERLESS_MAX = Duration.ofSeconds(60);

  private final CrashCluster cluster;

  Promises(CrashCluster cluster) {
    this.cluster = cluster;
  }

  /** Throws {@link IllegalStateException} with the broken promise. */
  void check() {
    requireDistinct();
    String[] differs = {"the ledger has not answered"};
    try {
      Await.until(
          "ledger and pods agree",
          OWNERLESS_MAX,
          () -> {
            differs[0] = difference();
            return differs[0].isEmpty();
          });
    } catch (IllegalStateException e) {
      throw new IllegalStateException(e.getMessage() + ": " + differs[0], e);
    }
    cluster.history().settled();
    record();
    requireSticky();
    requireDistinct();
  }

  private void requireDistinct() {
    Map<String, String> holders = new TreeMap<>();
    cluster
        .pods()
        .live()
        .forEach((pod, sandbox) -> {
          String other = holders.put(sandbox.address(false), pod);
          if (other != null) {
            throw new IllegalStateException(
                sandbox.address(false) + " is in two live pods: " + other + " and " + pod);
          }
        });
  }

  /** How ledger and pods differ; empty when they agree. */
  private String difference() {
    try {
      Map<String, String> told = new TreeMap<>();
      cluster.pods().live().forEach((pod, sandbox) -> told.put(pod, sandbox.address(false)));
      Map<String, String> held = held();
      return told.equals(held) ? "" : "pods " + minus(told, held) + ", ledger " + minus(held, told);
    } catch (TryLaterException | IndeterminateException e) {
      return "the ledger does not answer: " + e.getMessage();
    }
  }

  private Map<String, String> held() {
    Map<String, String> held = new TreeMap<>();
    for (Endpoint endpoint : cluster.truth().endpoints()) {
      endpoint
          .leases()
          .forEach(lease -> {
            if (!lease.address().toString().contains(":")) {
              held.put(endpoint.key().toString(), lease.address().toString());
            }
          });
    }
    return held;
  }

  private static List<String> minus(Map<String, String> one, Map<String, String> other) {
    List<String> only = new ArrayList<>();
    one.forEach((pod, address) -> {
      if (!address.equals(other.get(pod))) {
        only.add(pod + " " + address);
      }
    });
    return only;
  }

  /** Who holds what now, for the history. */
  private void record() {
    long callNs = History.nowNs();
    Map<String, String> byAddress = new TreeMap<>();
    held().forEach((pod, address) -> byAddress.put(address, pod));
    TreeSet<String> asked = new TreeSet<>(cluster.pods().everGiven());
    asked.addAll(byAddress.keySet());
    asked.forEach(
        address -> cluster.history().read(address, byAddress.getOrDefault(address, ""), callNs));
  }

  /** Every node's stateful pod gets another sandbox, and what it had. */
  private void requireSticky() {
    for (Sandbox before : cluster.pods().live().values()) {
      if (!before.pod().name().startsWith(CrashCluster.STATEFUL_SET)) {
        continue;
      }
      Sandbox after = cluster.pods().replace(before);
      if (!after.address(false).equals(before.address(false))) {
        throw new IllegalStateException(
            before.pod().name()
                + " had "
                + before.address(false)
                + ", now "
                + after.address(false));
      }
    }
  }
}
