package io.gridpool.agent.kube.pool;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import io.gridpool.agent.kube.loop.Finalizers;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.grid.LedgerGate;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides which subnets stand, counts what their pools have of them, and ends them with their
 * pools.
 *
 * <p>One thread of the one steward decides, so of many subnets that overlap exactly one stands: the
 * one that stood before, else the oldest. What it said last counts more than what the watch shows.
 */
final class SubnetController implements AutoCloseable {
  /** Pause before a subnet that was refused, or waits for its pools to end, is tried again, ms. */
  private static final long AGAIN_MS = 10_000;

  private static final Comparator<SpiderSubnet> BY_AGE =
      Comparator.comparing((SpiderSubnet subnet) -> subnet.getMetadata().getCreationTimestamp())
          .thenComparing(subnet -> subnet.getMetadata().getName());

  private final KubernetesClient client;
  private final LedgerGate gate;
  private final PoolRoom room;
  private final KeyLoop<String> loop;
  private final Map<String, PoolVerdict> verdictByUid = new HashMap<>();

  SubnetController(KubernetesClient client, LedgerGate gate, PoolRoom room) {
    this.client = client;
    this.gate = gate;
    this.room = room;
    this.loop = new KeyLoop<>("subnets", room.settings(), this::look);
    room.watch().onSubnet(loop::add);
    room.watch().onPoolOfSubnet(this::poolChanged);
  }

  void start() {
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }

  private void poolChanged(String cidr) {
    room.watch().subnets().stream()
        .filter(subnet -> subnet.getSpec() != null && cidr.equals(subnet.getSpec().subnet()))
        .forEach(subnet -> loop.add(subnet.getMetadata().getName()));
  }

  private long look(String name) {
    if (!room.watch().synced()) {
      return room.settings().pace().retryFirstMs();
    }
    SpiderSubnet subnet = room.watch().subnet(name).orElse(null);
    if (subnet == null) {
      makeRoom();
      return 0;
    }
    return subnet.getMetadata().getDeletionTimestamp() == null ? settle(subnet) : end(subnet);
  }

  /** A subnet went: verdicts of those that are gone are forgotten, those it kept out may try. */
  private void makeRoom() {
    List<SpiderSubnet> all = room.watch().subnets();
    verdictByUid.keySet().retainAll(all.stream().map(s -> s.getMetadata().getUid()).toList());
    all.stream().filter(this::refused).forEach(s -> loop.add(s.getMetadata().getName()));
  }

  private long settle(SpiderSubnet subnet) {
    PoolVerdict verdict;
    try {
      JsonPatch<SpiderSubnet> missing = PoolDefaults.of(subnet);
      if (!missing.isEmpty()) {
        return missing.trySend(client) ? 0 : room.settings().pace().retryFirstMs();
      }
      verdict = verdict(subnet);
    } catch (IllegalArgumentException e) {
      verdict = PoolVerdict.badSpec(String.valueOf(e.getMessage()));
    }
    PoolVerdict before = verdictByUid.put(subnet.getMetadata().getUid(), verdict);
    if (!verdict.accepted() && !verdict.equals(before)) {
      room.events().warn(subnet, verdict.reason(), verdict.message());
    }
    long writtenMs = writeStatus(subnet, verdict);
    return verdict.accepted() || writtenMs > 0 ? writtenMs : AGAIN_MS;
  }

  private PoolVerdict verdict(SpiderSubnet subnet) {
    SpiderSubnet.Spec spec = subnet.getSpec();
    String problem =
        PoolSpecRule.problem(
            new PoolSpecRule.Spec(
                spec.subnet(), SubnetRule.effective(subnet), spec.gateway(), spec.routes()));
    if (problem != null) {
      return PoolVerdict.badSpec(problem);
    }
    String conflict = SubnetRule.subnetProblem(subnet, before(subnet), pools());
    return conflict == null ? PoolVerdict.SUBNET_ACCEPTED : PoolVerdict.badSubnet(conflict);
  }

  /** The other subnets that come before this one, if they overlap. */
  private List<SpiderSubnet> before(SpiderSubnet subnet) {
    boolean stands = accepted(subnet);
    return room.watch().subnets().stream()
        .filter(other -> !isSame(other, subnet) && !refused(other))
        .filter(other ->
            accepted(other) != stands ? accepted(other) : BY_AGE.compare(other, subnet) < 0)
        .toList();
  }

  private List<PoolSpec> pools() {
    var known =
        (Answer.Pools) gate.ask(new Query.ReadPools(), room.settings().pace().ledgerLimit());
    return known.pools().stream().map(PoolState::spec).toList();
  }

  private boolean accepted(SpiderSubnet subnet) {
    PoolVerdict said = verdictByUid.get(subnet.getMetadata().getUid());
    return said == null ? SubnetShape.said(subnet, true) : said.accepted();
  }

  private boolean refused(SpiderSubnet subnet) {
    PoolVerdict said = verdictByUid.get(subnet.getMetadata().getUid());
    return said == null ? SubnetShape.said(subnet, false) : !said.accepted();
  }

  private long writeStatus(SpiderSubnet subnet, PoolVerdict verdict) {
    List<SpiderIPPool> owned = owned(subnet);
    SpiderSubnet.Status wanted;
    try {
      wanted = SubnetShape.status(subnet, owned, verdict, Instant.now());
    } catch (IllegalArgumentException e) {
      return 0;
    }
    if (Objects.equals(wanted, subnet.getStatus())) {
      return 0;
    }
    return new JsonPatch<>(subnet).set("/status", wanted).trySendStatus(client)
        ? 0
        : room.settings().pace().retryFirstMs();
  }

  private List<SpiderIPPool> owned(SpiderSubnet subnet) {
    return room.watch().pools().stream().filter(pool -> SubnetRule.owns(subnet, pool)).toList();
  }

  /** The pools go first; each waits for its leases. */
  private long end(SpiderSubnet subnet) {
    List<SpiderIPPool> owned = owned(subnet);
    owned.stream()
        .filter(pool -> pool.getMetadata().getDeletionTimestamp() == null)
        .forEach(pool -> client.resource(pool).delete());
    if (!owned.isEmpty()) {
      @Nullable PoolVerdict said = verdictByUid.get(subnet.getMetadata().getUid());
      long againMs = writeStatus(subnet, said == null ? PoolVerdict.SUBNET_ACCEPTED : said);
      return againMs > 0 ? againMs : AGAIN_MS;
    }
    JsonPatch<SpiderSubnet> patch = Finalizers.without(subnet);
    return patch.isEmpty() || patch.trySend(client) ? 0 : room.settings().pace().retryFirstMs();
  }

  private static boolean isSame(SpiderSubnet one, SpiderSubnet other) {
    return one.getMetadata().getUid().equals(other.getMetadata().getUid());
  }
}
