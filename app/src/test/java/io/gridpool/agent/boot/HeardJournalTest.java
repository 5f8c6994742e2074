package io.gridpool.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.agent.ipam.Traces;
import io.gridpool.agent.journal.DiskJournal;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the mirror hears of the journal. */
class HeardJournalTest {
  private static final EndpointKey KEY = new EndpointKey("default", "web-0");
  private static final String CONTAINER = "c0ffee".repeat(10);

  /** An endpoint that was mirrored first had no sandbox in its object for minutes. */
  @Test
  void theMirrorLooksAgainOnceASandboxIsOnDisk(@TempDir Path folder) throws IOException {
    Endpoint endpoint =
        new Endpoint(
            KEY,
            "u1",
            "n1",
            Endpoint.fenceOf(CONTAINER),
            new Owner("apps", "StatefulSet", "web"),
            true,
            false,
            List.of(),
            1L,
            1L,
            "",
            "");
    List<String> heard = new ArrayList<>();
    try (DiskJournal disk = DiskJournal.open(folder)) {
      var journal =
          new HeardJournal(
              disk, Traces.NONE, key -> heard.add(disk.find(key).orElseThrow().containerId()));
      journal.hold(new Held(endpoint, CONTAINER, List.of()));
      assertThat(heard).containsExactly(CONTAINER);
    }
  }
}
