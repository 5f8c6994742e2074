package io.gridpool.ledger.rule;

import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.pool.PoolBook.StoredReservation;
import org.jspecify.annotations.Nullable;

/** Creates, replaces and removes reservations; leases that exist stay. */
public final class ReservedRule {
  private ReservedRule() {}

  /** Applies the command. */
  public static Outcome apply(LedgerState state, PutReserved put) {
    Reservation reservation = put.reservation();
    StoredReservation current = state.pools().findReservation(reservation.name());
    String problem = problemOf(state, reservation, current);
    if (problem != null) {
      return new Outcome.Invalid(problem);
    }
    if (current == null && reservation.ranges().isEmpty()) {
      return new Outcome.ReservedStored(reservation.name(), state.revision());
    }
    if (current != null && current.reservation().equals(reservation)) {
      return new Outcome.ReservedStored(reservation.name(), current.revision());
    }
    long revision = state.change(new ChangeFeed.Touched.OfReservation(reservation.name()));
    state.pools().putReservation(reservation, revision);
    return new Outcome.ReservedStored(reservation.name(), revision);
  }

  private static @Nullable String problemOf(
      LedgerState state, Reservation reservation, @Nullable StoredReservation current) {
    boolean full =
        current == null && state.pools().allReservations().size() >= Limits.RESERVATIONS_MAX;
    return Limits.first(
        Limits.name("a reservation's name", reservation.name()),
        Limits.ranges("ranges", reservation.ranges()),
        full ? "there are " + Limits.RESERVATIONS_MAX + " reservations already" : null);
  }
}
