package io.gridpool.agent.boot;

import io.gridpool.agent.ipam.LeaseJournal;
import io.gridpool.agent.ipam.Measurements.Stage;
import io.gridpool.agent.ipam.Traces;
import io.gridpool.ledger.model.EndpointKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The journal, and who has to hear of each lease that it holds: whoever follows the call that waits
 * for the disk, and the mirror, which names the sandbox and may have written the endpoint while a
 * slow disk was still busy.
 */
record HeardJournal(LeaseJournal journal, Traces traces, Consumer<EndpointKey> mirror)
    implements LeaseJournal {
  @Override
  public void hold(Held held) {
    try (var _ = traces.stage(Stage.FSYNC)) {
      journal.hold(held);
    }
    mirror.accept(held.endpoint().key());
  }

  @Override
  public void forget(EndpointKey key) {
    journal.forget(key);
  }

  @Override
  public Optional<Held> find(EndpointKey key) {
    return journal.find(key);
  }

  @Override
  public Optional<String> problem() {
    return journal.problem();
  }

  @Override
  public List<Held> all() {
    return journal.all();
  }

  @Override
  public List<Freed> freed() {
    return journal.freed();
  }
}
