package io.gridpool.loadtest.crash;

import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.agent.journal.DiskJournal;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import io.gridpool.loadtest.process.AgentPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes an agent's journal so long that the next few leases have it rewritten. */
final class FullJournal {
  private static final EndpointKey KEY = new EndpointKey("gridpool-demo", "long-gone");
  private static final long FULL_BYTES = 4L << 20;
  private static final long ALMOST_BYTES = 1_000;
  private static final int DETAIL_CHARS = 4_000;

  private FullJournal() {}

  static void write(AgentPlan agent) {
    Path folder = agent.folder().resolve("state");
    try (DiskJournal journal = DiskJournal.open(folder)) {
      Path file = folder.resolve("leases.journal");
      while (Files.size(file) < FULL_BYTES - 2 * DETAIL_CHARS) {
        journal.hold(held(agent, "x".repeat(DETAIL_CHARS)));
      }
      while (Files.size(file) < FULL_BYTES - ALMOST_BYTES) {
        journal.hold(held(agent, ""));
      }
      journal.forget(KEY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Held held(AgentPlan agent, String detail) {
    NicLease lease = new NicLease("eth0", "demo-load", Address.parse("10.81.255.249"), 16);
    Endpoint endpoint =
        new Endpoint(
            KEY,
            "uid",
            agent.node(),
            "0123456789abcdef",
            new Owner("", "Pod", KEY.name()),
            false,
            false,
            List.of(lease),
            1,
            1,
            "",
            detail);
    return new Held(endpoint, "0123456789abcdef", List.of());
  }
}
