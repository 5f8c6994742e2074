package io.gridpool.agent.kube.pool;

import io.gridpool.ledger.outcome.PoolProblem;
import java.util.List;

/**
 * Whether the ledger has the pool as its owner wants it.
 *
 * @param reason one word in CamelCase, for machines
 * @param message one sentence with names and numbers, for people
 */
public record PoolVerdict(boolean accepted, String reason, String message) {
  /** The pool serves as written. */
  public static final PoolVerdict ACCEPTED =
      new PoolVerdict(true, "Accepted", "the ledger serves the pool as written");

  /** The subnet stands: pools of its CIDR belong to it. */
  static final PoolVerdict SUBNET_ACCEPTED =
      new PoolVerdict(true, "Accepted", "pools of this CIDR belong to the subnet");

  /** The resource cannot be read as a pool. */
  static PoolVerdict badSpec(String message) {
    return new PoolVerdict(false, "BadSpec", message);
  }

  /** It does not fit the subnets, or a subnet does not fit what stands. */
  static PoolVerdict badSubnet(String message) {
    return new PoolVerdict(false, "SubnetConflict", message);
  }

  /** The ledger said no. */
  public static PoolVerdict refused(PoolProblem problem) {
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

  /** A few of these ranges, in words. */
  static String someRanges(List<?> ranges) {
    return some(ranges.stream().limit(PoolProblem.EXAMPLES_MAX).toList(), ranges.size());
  }

  private static String leases(long count) {
    return count == 1 ? "1 lease" : count + " leases";
  }

  private static String some(List<?> examples, long count) {
    String named = String.join(", ", examples.stream().map(Object::toString).toList());
    return examples.size() < count ? named + ", …" : named;
  }
}
