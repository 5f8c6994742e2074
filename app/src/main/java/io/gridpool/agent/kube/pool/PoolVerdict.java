package io.gridpool.agent.kube.pool;

import io.gridpool.ledger.outcome.PoolProblem;
import java.util.List;

/**
 * Whether the ledger has the pool as its owner wants it.
 *
 * @param reason one word in CamelCase, for machines
 * @param message one sentence with names and numbers, for people
 */
record PoolVerdict(boolean accepted, String reason, String message) {
  /** The pool serves as written. */
  static final PoolVerdict ACCEPTED =
      new PoolVerdict(true, "Accepted", "the ledger serves the pool as written");

  /** The resource cannot be read as a pool. */
  static PoolVerdict badSpec(String message) {
    return new PoolVerdict(false, "BadSpec", message);
  }

  /** The ledger said no. */
  static PoolVerdict refused(PoolProblem problem) {
    return new PoolVerdict(false, problem.getClass().getSimpleName(), sentence(problem));
  }

  private static String sentence(PoolProblem problem) {
    return switch (problem) {
      case PoolProblem.SharesAddresses p ->
          "shares the addresses " + p.shared() + " with pool " + p.other();
      case PoolProblem.SubnetOverlaps p ->
          "the subnet overlaps " + p.otherSubnet() + " of pool " + p.other();
      case PoolProblem.LeasesOutside p ->
          leases(p.count())
              + " would be left outside of the pool: "
              + some(p.examples(), p.count());
      case PoolProblem.HoldsLeases p ->
          leases(p.count()) + " still held: " + some(p.examples(), p.count());
      case PoolProblem.SubnetChanged p -> "the subnet is " + p.current() + " and cannot change";
      case PoolProblem.BadSpec p -> p.message();
    };
  }

  private static String leases(long count) {
    return count == 1 ? "1 lease" : count + " leases";
  }

  private static String some(List<?> examples, long count) {
    String named = String.join(", ", examples.stream().map(Object::toString).toList());
    return examples.size() < count ? named + ", …" : named;
  }
}
