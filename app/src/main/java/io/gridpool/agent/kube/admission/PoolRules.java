package io.gridpool.agent.kube.admission;

import io.gridpool.agent.kube.admission.AdmissionSettings.Families;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.agent.kube.pool.PoolDefaults;
import io.gridpool.agent.kube.pool.PoolReader;
import io.gridpool.agent.kube.pool.PoolVerdict;
import io.gridpool.agent.kube.pool.SubnetRule;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.outcome.PoolProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The door to pools. Whether a pool fits the others and its own leases is asked of the ledger,
 * whose rule decides again when the pool is stored.
 */
final class PoolRules implements KindRules<SpiderIPPool> {
  private final Neighbours neighbours;
  private final PoolReader reader;
  private final Families families;
  private final boolean protect;

  PoolRules(Neighbours neighbours, PoolReader reader, AdmissionSettings settings) {
    this.neighbours = neighbours;
    this.reader = reader;
    this.families = settings.families();
    this.protect = settings.protectDeletes();
  }

  @Override
  public Class<SpiderIPPool> kind() {
    return SpiderIPPool.class;
  }

  @Override
  public JsonPatch<SpiderIPPool> missing(SpiderIPPool pool) {
    // The subnet's own rule comes first: what does not fit it does not become a part of it.
    var subnets = neighbours.subnets();
    return PoolDefaults.of(
        pool,
        SubnetRule.poolProblem(pool, subnets) == null
            ? SubnetRule.ownerOf(pool, subnets)
            : java.util.Optional.empty());
  }

  @Override
  public @Nullable String refusal(SpiderIPPool pool, @Nullable SpiderIPPool before) {
    PoolSpec wanted = reader.pool(pool);
    String disabled = families(wanted);
    if (disabled != null) {
      return disabled;
    }
    String conflict = SubnetRule.poolProblem(pool, neighbours.subnets());
    if (conflict != null) {
      return conflict;
    }
    PoolProblem problem = neighbours.problem(wanted);
    return problem == null ? null : PoolVerdict.refused(problem).message();
  }

  private @Nullable String families(PoolSpec wanted) {
    return switch (wanted.family()) {
      case V4 -> families.v4() ? null : "IPv4 is disabled";
      case V6 -> families.v6() ? null : "IPv6 is disabled";
    };
  }

  @Override
  public @Nullable String keeps(SpiderIPPool pool) {
    if (!protect) {
      return null;
    }
    PoolSpec standing = reader.pool(pool);
    PoolProblem problem =
        neighbours.problem(
            new PoolSpec(standing.name(), standing.subnet(), List.of(), List.of(), 0, true, ""));
    return problem instanceof PoolProblem.LeasesOutside held
        ? PoolVerdict.refused(new PoolProblem.HoldsLeases(held.count(), held.examples())).message()
        : null;
  }

  @Override
  public @Nullable Object spec(SpiderIPPool pool) {
    return pool.getSpec() == null || pool.getSpec().subnet() == null ? null : pool.getSpec();
  }
}
