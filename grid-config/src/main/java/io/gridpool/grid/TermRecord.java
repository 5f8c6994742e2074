package io.gridpool.grid;

import io.gridpool.ledger.model.TermId;
import java.util.List;

/**
 * The cluster's word on who may form the grid: the term, its seats, and whether it has formed.
 *
 * @param term number, and the exact id of the consensus group (empty until formed)
 * @param formed once true, nobody forms this term again: every start joins
 * @param version of the store, for compare-and-swap; empty for a record never stored
 */
public record TermRecord(TermId term, boolean formed, List<SeatRecord> seats, String version) {
  public TermRecord {
    seats = List.copyOf(seats);
  }
}
