package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.Measurements.Stage;
import io.gridpool.ledger.model.EndpointKey;
import java.util.List;
import java.util.Optional;

/** The journal, with each wait for its disk as a stage of the call that waits. */
public record TracedJournal(LeaseJournal journal, Traces traces) implements LeaseJournal {
  @Override
  public void hold(Held held) {
    try (var _ = traces.stage(Stage.FSYNC)) {
      journal.hold(held);
    }
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
}
