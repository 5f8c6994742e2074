package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.NicLease;
import java.util.List;
import java.util.Optional;

/**
 * Compares what a NIC uses with what its node's journal holds: CNI CHECK. Reads this node's disk
 * state only.
 */
public final class CheckAddress {
  private final LeaseJournal journal;

  public CheckAddress(Ports ports) {
    this.journal = ports.journal();
  }

  /** Why the lease is not as the runtime believes; empty when it is. */
  public Optional<Refusal> check(Attachment attachment, List<String> cidrs) {
    Optional<Held> held = journal.findPod(attachment.pod());
    if (held.isEmpty()) {
      return differs("no lease of pod " + attachment.pod() + " is held on this node");
    }
    String fence = Endpoint.fenceOf(attachment.containerId());
    if (!Endpoint.fenceOf(held.get().containerId()).equals(fence)) {
      return differs(
          "pod "
              + attachment.pod()
              + " holds its lease through sandbox "
              + held.get().containerId()
              + ", not "
              + attachment.containerId());
    }
    String nic = held.get().leaseOf(attachment.nic());
    List<String> leased =
        held.get().endpoint().leases().stream()
            .filter(lease -> lease.nic().equals(nic))
            .map(NicLease::cidr)
            .toList();
    boolean same = !leased.isEmpty() && leased.containsAll(cidrs);
    return same
        ? Optional.empty()
        : differs(
            "interface "
                + attachment.nic()
                + " of pod "
                + attachment.pod()
                + " has "
                + cidrs
                + ", its lease is "
                + leased);
  }

  private static Optional<Refusal> differs(String message) {
    return Optional.of(Refusal.of(Refusal.LEASE_DIFFERS, message));
  }
}
