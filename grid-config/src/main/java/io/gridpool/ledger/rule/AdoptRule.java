package io.gridpool.ledger.rule;

import io.gridpool.ledger.BrokenInvariantException;
import io.gridpool.ledger.command.Adopt;
import io.gridpool.ledger.command.ReportNode;
import io.gridpool.ledger.endpoint.HeldEndpoint;
import io.gridpool.ledger.endpoint.HolderSearch;
import io.gridpool.ledger.endpoint.KeyHash;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.LeaseChange;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.pool.Pool;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes over what an earlier life of the ledger gave out, until the adoption ends. */
public final class AdoptRule {
  /** What the history says of a lease that a later claim of the earlier life has ended. */
  static final String OUTDATED = "a later holder was adopted";

  private static final String ADOPTED = "adopted from an earlier term";

  private AdoptRule() {}

  /** Applies a claim. */
  public static Outcome apply(LedgerState state, Adopt adopt) {
    Endpoint claim = adopt.endpoint();
    String problem = problemOf(claim);
    if (problem != null) {
      return new Outcome.Invalid(problem);
    }
    boolean late = !state.adoption().running();
    if (late && !isHeldBack(state, claim)) {
      return new Outcome.AdoptionRefused(claim.key() + " came after the adoption had ended");
    }
    HeldEndpoint held = state.endpoints().find(claim.key());
    if (held != null && held.endpoint().revision() >= claim.revision()) {
      return new Outcome.Adopted(held.endpoint());
    }
    List<HeldEndpoint> outdated = new ArrayList<>();
    String refusal = refusalOf(state, claim, outdated);
    if (refusal == null && late && !outdated.isEmpty()) {
      refusal = claim.key() + " came late, its addresses are held by " + keysOf(outdated);
    }
    return refusal == null
        ? take(state, claim, held, outdated)
        : new Outcome.AdoptionRefused(refusal);
  }

  /**
   * Whether nobody else can have been given the claim's addresses since: a claim that comes after
   * the adoption takes only what was reserved all the time.
   */
  private static boolean isHeldBack(LedgerState state, Endpoint claim) {
    return claim.leases().stream()
        .allMatch(lease -> {
          Pool pool = state.pools().find(lease.pool());
          int slot = pool == null ? -1 : pool.space().slotOf(lease.address());
          return pool != null && slot >= 0 && pool.isReserved(slot);
        });
  }

  private static List<EndpointKey> keysOf(List<HeldEndpoint> endpoints) {
    return endpoints.stream().map(held -> held.endpoint().key()).toList();
  }

  private static @Nullable String problemOf(Endpoint claim) {
    return Limits.first(
        Limits.key(claim.key()),
        Limits.name("a pod uid", claim.podUid()),
        Limits.name("a node", claim.node()),
        Limits.text("a container id", claim.containerFence(), Limits.CONTAINER_ID_LENGTH_MAX),
        Limits.text("a pod name", claim.podName(), Limits.NAME_LENGTH_MAX),
        Limits.text("a detail", claim.detail(), Endpoint.DETAIL_LENGTH_MAX),
        Limits.name("an owner kind", claim.owner().kind()),
        Limits.name("an owner name", claim.owner().name()),
        claim.leases().isEmpty() ? claim.key() + " holds nothing" : null,
        Limits.count("leases", claim.leases().size(), HeldEndpoint.LEASES_MAX));
  }

  /** Why the claim cannot hold; null when it can, with those that have to give way. */
  private static @Nullable String refusalOf(
      LedgerState state, Endpoint claim, List<HeldEndpoint> outdated) {
    for (NicLease lease : claim.leases()) {
      Pool pool = state.pools().find(lease.pool());
      int slot = pool == null ? -1 : pool.space().slotOf(lease.address());
      if (pool == null || slot < 0) {
        return claim.key() + ": " + lease.address() + " is no address of pool " + lease.pool();
      }
      HeldEndpoint holder = pool.isTaken(slot) && !pool.rests(slot) ? holder(state, lease) : null;
      if (holder == null || holder.endpoint().key().equals(claim.key())) {
        continue;
      }
      if (holder.endpoint().revision() >= claim.revision()) {
        return claim.key() + ": " + lease.address() + " is held by " + holder.endpoint().key();
      }
      outdated.add(holder);
    }
    return null;
  }

  private static HeldEndpoint holder(LedgerState state, NicLease lease) {
    EndpointKey key = HolderSearch.any(state.endpoints(), lease.pool(), lease.address());
    HeldEndpoint held = key == null ? null : state.endpoints().find(key);
    if (held == null) {
      throw new BrokenInvariantException(
          "pool " + lease.pool() + ": " + lease.address() + " is leased to nobody");
    }
    return held;
  }

  private static Outcome take(
      LedgerState state, Endpoint claim, @Nullable HeldEndpoint held, List<HeldEndpoint> outdated) {
    if (held != null) {
      state.freeAll(held, OUTDATED);
    }
    for (HeldEndpoint gone : outdated) {
      // One outdated holder may stand in the way of several leases.
      if (state.endpoints().find(gone.endpoint().key()) != null) {
        state.freeAll(gone, OUTDATED);
      }
    }
    state.continueFrom(claim.revision());
    long revision = state.changeOf(claim.key());
    for (NicLease lease : claim.leases()) {
      Pool pool = state.pools().get(lease.pool());
      int slot = pool.space().slotOf(lease.address());
      if (pool.rests(slot)) {
        pool.leaseFromRest(slot, KeyHash.of(claim.key()), state.timeMs());
      } else {
        pool.lease(slot);
      }
      pool.touch(revision);
    }
    state.endpoints().put(new HeldEndpoint(claim, 0), null);
    state.recordAll(LeaseChange.Kind.GRANTED, claim, ADOPTED);
    return new Outcome.Adopted(claim);
  }

  /** Applies a node's word that it has brought everything. */
  public static Outcome apply(LedgerState state, ReportNode report) {
    String problem = Limits.name("a node", report.node());
    if (problem != null) {
      return new Outcome.Invalid(problem);
    }
    if (state.adoption().running()) {
      state.adoption().report(report.node());
    }
    return new Outcome.Adopting(state.adoption().running(), state.adoption().reported());
  }

  /** Ends the adoption; asked again it changes nothing. */
  public static Outcome end(LedgerState state) {
    if (state.adoption().running()) {
      state.adoption().end();
      state.change(new ChangeFeed.Touched.OfTerm());
    }
    return new Outcome.TermOpened(state.term());
  }
}
