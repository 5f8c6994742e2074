package io.gridpool.ledger.history;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.LeaseChange;
import org.jspecify.annotations.Nullable;

/**
 * Which changes are asked for; null is any.
 *
 * @param pod by its key or by its own name
 * @param untilMs ledger time of the newest change asked for, in milliseconds
 */
public record HistoryFilter(@Nullable Address address, @Nullable EndpointKey pod, long untilMs) {
  boolean takes(LeaseChange change) {
    return change.timeMs() <= untilMs
        && (address == null || address.equals(change.lease().address()))
        && (pod == null || pod.equals(change.key()) || isPod(change));
  }

  private boolean isPod(LeaseChange change) {
    return pod != null
        && pod.namespace().equals(change.key().namespace())
        && pod.name().equals(change.podName());
  }
}
