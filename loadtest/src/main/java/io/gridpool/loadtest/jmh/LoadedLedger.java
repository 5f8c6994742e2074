package io.gridpool.loadtest.jmh;

import io.gridpool.ledger.Ledger;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;

/**
 * A ledger full of pods as a cluster has them: one IPv4 address each, 20 pods of one ReplicaSet,
 * 110 on one node, 200 namespaces, names such as {@code checkout-123-7d4b9c8f6d-x2x8z}.
 */
final class LoadedLedger {
  /** The term of every batch. */
  static final TermId TERM = new TermId(1, "ipam@1");

  private static final int PODS_PER_OWNER = 20;
  private static final int PODS_PER_NODE = 110;
  private static final int NAMESPACES = 200;
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final Ledger ledger = new Ledger();
  private long timeMs = 1_790_000_000_000L;

  LoadedLedger(int leases) {
    apply(new OpenTerm(TERM));
    apply(
        new PutPool(
            new PoolSpec(
                "default-v4",
                Subnet.parse("10.0.0.0/8"),
                List.of(AddressRange.parse("10.0.0.2-10.255.255.250")),
                List.of(),
                PoolSpec.COOLDOWN_MS_DEFAULT,
                false,
                "")));
    for (int pod = 0; pod < leases; pod++) {
      if (!(apply(acquire(pod)) instanceof Outcome.Granted)) {
        throw new IllegalStateException("pod " + pod + " got no address");
      }
      timeMs += pod % 3 == 0 ? 1 : 0;
    }
  }

  Ledger ledger() {
    return ledger;
  }

  Outcome apply(Command command) {
    return ledger.apply(0, new Batch(TERM, timeMs, List.of(command))).getFirst();
  }

  /** Lets ledger time pass. */
  void pass(long byMs) {
    timeMs += byMs;
  }

  static Acquire acquire(int pod) {
    return new Acquire(
        key(pod),
        uid(pod),
        "worker-" + pod / PODS_PER_NODE + ".example.internal",
        container(pod),
        new Owner("apps", "ReplicaSet", owner(pod)),
        false,
        List.of(new Want("eth0", IpFamily.V4, List.of("default-v4"))));
  }

  static Release release(int pod) {
    return new Release(key(pod), uid(pod), container(pod), true);
  }

  private static EndpointKey key(int pod) {
    String tail = Long.toString(((pod + 1) * MIX) >>> 1, 36).substring(1, 5);
    String namespace = "team-" + pod / PODS_PER_OWNER % NAMESPACES;
    return new EndpointKey(
        namespace,
        owner(pod) + "-" + tail + Character.forDigit(pod % PODS_PER_OWNER, Character.MAX_RADIX));
  }

  private static String owner(int pod) {
    int owner = pod / PODS_PER_OWNER;
    return "checkout-" + owner + "-" + Long.toHexString((owner + 1) * MIX).substring(0, 10);
  }

  private static String uid(int pod) {
    String high = "%016x".formatted((pod + 1) * MIX);
    String low = "%016x".formatted((pod + 7) * MIX * 31);
    return high.substring(0, 8)
        + "-"
        + high.substring(8, 12)
        + "-"
        + high.substring(12)
        + "-"
        + low.substring(0, 4)
        + "-"
        + low.substring(4);
  }

  private static String container(int pod) {
    return "%016x%016x".formatted((pod + 3) * MIX, pod * MIX);
  }
}
