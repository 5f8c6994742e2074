package io.gridpool.ledger.endpoint;

import io.gridpool.ledger.model.Endpoint;

/**
 * An endpoint as the ledger keeps it.
 *
 * @param unclaimed bit n: lease n came from an earlier pod and the pod that holds it now has not
 *     asked for it yet
 */
public record HeldEndpoint(Endpoint endpoint, long unclaimed) {
  /** The most leases of one endpoint: the bits of {@code unclaimed}. */
  public static final int LEASES_MAX = Long.SIZE;
}
