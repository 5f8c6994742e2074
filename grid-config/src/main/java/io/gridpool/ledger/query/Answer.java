package io.gridpool.ledger.query;

import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.LeaseChange;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.PoolProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the ledger answers to a query. */
public sealed interface Answer {
  /** What one pod holds; null when nothing. */
  record OneEndpoint(@Nullable Endpoint endpoint) implements Answer {}

  /**
   * A page of endpoints.
   *
   * @param next where the next page starts ({@code after}); null on the last page
   * @param revision of the state that was read
   */
  record Endpoints(List<Endpoint> endpoints, @Nullable EndpointKey next, long revision)
      implements Answer {
    public Endpoints {
      endpoints = List.copyOf(endpoints);
    }
  }

  /** All pools and reservations at a revision. */
  record Pools(List<PoolState> pools, List<Reservation> reservations, long revision)
      implements Answer {
    public Pools {
      pools = List.copyOf(pools);
      reservations = List.copyOf(reservations);
    }
  }

  /** What a put of the pool would meet now; null when it would be stored. */
  record PoolChecked(@Nullable PoolProblem problem) implements Answer {}

  /**
   * What changed after {@code from} up to and including {@code to}, each thing once, as it is now.
   *
   * @param resync the ledger does not remember that far back: read everything; the lists are empty
   * @param pools pools whose spec or numbers changed
   */
  record Changes(
      long from,
      long to,
      boolean resync,
      List<Endpoint> endpoints,
      List<EndpointKey> endpointsGone,
      List<PoolState> pools,
      List<String> poolsGone,
      List<Reservation> reservations)
      implements Answer {
    public Changes {
      endpoints = List.copyOf(endpoints);
      endpointsGone = List.copyOf(endpointsGone);
      pools = List.copyOf(pools);
      poolsGone = List.copyOf(poolsGone);
      reservations = List.copyOf(reservations);
    }
  }

  /**
   * Changes of leases, newest first.
   *
   * @param before where the next page starts; 0 when all were looked at
   * @param sinceMs ledger time of the oldest change that is remembered at all; 0 when there is none
   */
  record LeaseHistory(List<LeaseChange> changes, long before, long sinceMs) implements Answer {
    public LeaseHistory {
      changes = List.copyOf(changes);
    }
  }

  /**
   * The ledger's own numbers.
   *
   * @param adopting whether nothing new is given out yet
   * @param reported nodes whose agents have brought their journals
   */
  record Status(
      TermId term,
      long revision,
      long timeMs,
      long endpoints,
      long leases,
      long pools,
      boolean adopting,
      List<String> reported)
      implements Answer {
    public Status {
      reported = List.copyOf(reported);
    }
  }
}
