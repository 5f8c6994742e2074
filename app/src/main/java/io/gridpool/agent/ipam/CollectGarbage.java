package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.LeaseJournal.Held;
import java.util.List;
import java.util.Set;

/** Frees what this node holds for a network and the runtime does not know any more: CNI GC. */
public final class CollectGarbage {
  private final LeaseJournal journal;
  private final ReleaseAddress release;

  public CollectGarbage(Ports ports, ReleaseAddress release) {
    this.journal = ports.journal();
    this.release = release;
  }

  /** A sandbox and one of its NICs. */
  public record Valid(String containerId, String nic) {}

  /** Releases every sandbox of this network of which no attachment is valid; how many. */
  public int collect(String network, Set<Valid> valid) {
    List<Held> stale =
        journal.all().stream()
            .filter(held -> isOf(network, held) && !isValid(held, valid))
            .toList();
    return (int) stale.stream().filter(held -> release.release(attachment(held, network))).count();
  }

  private static boolean isOf(String network, Held held) {
    return !held.endpoint().parked()
        && held.networks().stream().anyMatch(nic -> nic.network().equals(network));
  }

  private static boolean isValid(Held held, Set<Valid> valid) {
    return held.networks().stream()
        .anyMatch(nic -> valid.contains(new Valid(held.containerId(), nic.nic())));
  }

  private static Attachment attachment(Held held, String network) {
    return new Attachment(
        held.endpoint().pod(), held.endpoint().podUid(), held.containerId(), "", network);
  }
}
