package io.gridpool.ledger.rule;

import io.gridpool.ledger.endpoint.EndpointBook;
import io.gridpool.ledger.endpoint.HeldEndpoint;
import io.gridpool.ledger.endpoint.KeyHash;
import io.gridpool.ledger.history.History;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.LeaseChange;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.pool.Pool;
import io.gridpool.ledger.pool.PoolBook;
import org.jspecify.annotations.Nullable;

/** All that a ledger knows, and the changes every rule shares; one thread writes. */
public final class LedgerState {
  /** How many changes one term can have before its revisions reach those of the next: 2^40. */
  private static final int TERM_REVISION_BITS = 40;

  /** In whose name an address rests that nobody shall get back. */
  private static final long NOBODY = 0;

  private final PoolBook pools;
  private final EndpointBook endpoints;
  private final ChangeFeed changes;
  private final History history;
  private final Adoption adoption;
  private TermId term;
  private long timeMs;
  private long revision;
  private int level;

  /** The state before any term. */
  public LedgerState() {
    this(LedgerHead.NONE, new PoolBook(), null, new History());
  }

  /** A state that goes on; without endpoints it starts with none. */
  public LedgerState(
      LedgerHead head, PoolBook pools, @Nullable EndpointBook endpoints, History history) {
    this.pools = pools;
    this.endpoints = endpoints == null ? new EndpointBook(pools::subnetOf) : endpoints;
    changes = new ChangeFeed(head.revision());
    this.history = history;
    adoption = new Adoption(head.adopting(), head.reported());
    term = head.term();
    timeMs = head.timeMs();
    revision = head.revision();
    level = head.level();
  }

  public PoolBook pools() {
    return pools;
  }

  public EndpointBook endpoints() {
    return endpoints;
  }

  public ChangeFeed changes() {
    return changes;
  }

  /** How far this term is with what earlier ones gave out. */
  public Adoption adoption() {
    return adoption;
  }

  /** Who had which address when. */
  public History history() {
    return history;
  }

  /** Term, time and revision. */
  public LedgerHead head() {
    return new LedgerHead(term, timeMs, revision, adoption.running(), adoption.reported(), level);
  }

  public TermId term() {
    return term;
  }

  /** Ledger time in milliseconds; it never goes back. */
  public long timeMs() {
    return timeMs;
  }

  public long revision() {
    return revision;
  }

  /** The level in force; it never goes back within a term. */
  public int level() {
    return level;
  }

  void raiseLevel(int to) {
    level = Math.max(level, to);
  }

  /** Takes a leader's clock over when it is ahead. */
  public void advanceTo(long batchTimeMs) {
    timeMs = Math.max(timeMs, batchTimeMs);
  }

  /** Starts the ledger's life. */
  public void openTerm(TermId opened, boolean adopts) {
    term = opened;
    // Revisions go up over all lives, so that a claim of an earlier one can be told from a later.
    revision = Math.max(revision, (opened.number() - 1) << TERM_REVISION_BITS);
    changes.forgetUpTo(revision);
    if (adopts) {
      adoption.begin();
    }
    endpoints.startAt(timeMs);
    change(new ChangeFeed.Touched.OfTerm());
  }

  /** Goes on from a revision of an earlier life, where that was further. */
  void continueFrom(long earlier) {
    if (earlier > revision) {
      revision = earlier;
      changes.forgetUpTo(revision);
    }
  }

  /** Counts one change and remembers what it touched. */
  public long change(ChangeFeed.Touched touched) {
    revision++;
    changes.add(revision, touched);
    return revision;
  }

  /** The revision of a change of this endpoint. */
  public long changeOf(EndpointKey key) {
    return change(new ChangeFeed.Touched.OfEndpoint(key));
  }

  /** Writes into the history what happened to one lease of an endpoint. */
  public void record(LeaseChange.Kind kind, Endpoint endpoint, NicLease lease, String reason) {
    history.add(
        new LeaseChange(
            history.next(),
            timeMs,
            kind,
            endpoint.key(),
            endpoint.pod().name(),
            endpoint.podUid(),
            endpoint.node(),
            endpoint.containerFence(),
            lease,
            reason));
  }

  /** Writes into the history what happened to all leases of an endpoint. */
  public void recordAll(LeaseChange.Kind kind, Endpoint endpoint, String reason) {
    for (NicLease lease : endpoint.leases()) {
      record(kind, endpoint, lease, reason);
    }
  }

  /** Ends a lease of an endpoint: its address rests, and its pod may have it back meanwhile. */
  public void free(Endpoint endpoint, NicLease lease, String reason) {
    free(endpoint, lease, reason, KeyHash.of(endpoint.key()));
  }

  private void free(Endpoint endpoint, NicLease lease, String reason, long owner) {
    record(LeaseChange.Kind.FREED, endpoint, lease, reason);
    Pool pool = pools.get(lease.pool());
    pool.free(pool.space().slotOf(lease.address()), owner, timeMs);
    pool.touch(revision);
  }

  /** Ends all leases of an endpoint and forgets it. */
  public void freeAll(HeldEndpoint held, String reason) {
    freeAll(held, reason, KeyHash.of(held.endpoint().key()));
  }

  /** The same for addresses that nobody shall get back while they rest. */
  public void freeAllUnusable(HeldEndpoint held, String reason) {
    freeAll(held, reason, NOBODY);
  }

  private void freeAll(HeldEndpoint held, String reason, long owner) {
    Endpoint endpoint = held.endpoint();
    changeOf(endpoint.key());
    for (NicLease lease : endpoint.leases()) {
      free(endpoint, lease, reason, owner);
    }
    endpoints.remove(held);
  }
}
