package io.gridpool.agent.boot;

import io.gridpool.grid.SeatHost;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoints in the replica of a seat whose term is over. */
final class Survivors {
  private static final Logger LOG = LoggerFactory.getLogger(Survivors.class);
  private static final Duration PAGE_LIMIT = Duration.ofSeconds(5);

  private Survivors() {}

  /** All of them; none when the replica does not answer any more. */
  static List<Endpoint> of(SeatHost host) {
    List<Endpoint> found = new ArrayList<>();
    try {
      @Nullable EndpointKey after = null;
      do {
        var query = new Query.ReadEndpoints("", after, Query.LIMIT_MAX);
        var page = (Answer.Endpoints) host.askLocally(query, PAGE_LIMIT);
        found.addAll(page.endpoints());
        after = page.next();
      } while (after != null);
      LOG.info("{} is over; its replica here knows {} endpoints", host.term(), found.size());
    } catch (TryLaterException e) {
      LOG.warn("the replica of {} does not answer any more: {}", host.term(), e.getMessage());
    }
    return found;
  }
}
