package io.gridpool.ledger.model;

import java.util.List;

/** Addresses that no pool may lease: one SpiderReservedIP. No ranges: the reservation is gone. */
public record Reservation(String name, List<AddressRange> ranges) {
  public Reservation {
    ranges = List.copyOf(ranges);
  }
}
