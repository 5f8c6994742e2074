package io.gridpool.agent.kube.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gridpool.agent.ipam.LedgerInMemory;
import io.gridpool.agent.kube.KubeLedger;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a view of one node tells its listeners. */
class LedgerViewTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final EndpointKey KEY = new EndpointKey("default", "web-1");

  private final KubeLedger ledger = new KubeLedger(new LedgerInMemory());
  private final LedgerView view = new LedgerView(ledger, LIMIT, "n1");
  private final List<EndpointKey> heard = new ArrayList<>();
  private long since = -1;

  @BeforeEach
  void start() {
    var spec =
        new PoolSpec(
            "lan",
            Subnet.parse("10.6.0.0/16"),
            List.of(AddressRange.parse("10.6.0.10-10.6.0.20")),
            List.of(),
            0,
            false,
            "{}");
    var _ = ledger.submit(new PutPool(spec));
    view.addListener(
        new LedgerView.Listener() {
          @Override
          public void endpointChanged(EndpointKey key) {
            heard.add(key);
          }

          @Override
          public void poolChanged(String pool) {
            // Not looked at here.
          }
        });
    deliver();
  }

  @Test
  void tellsOfAnEndpointOfItsNodeThatCameAndWent() {
    Endpoint endpoint = acquire("n1");
    deliver();
    assertEquals(List.of(KEY), heard);
    free(endpoint);
    deliver();
    assertEquals(List.of(KEY, KEY), heard);
  }

  /** Else each release anywhere makes the agents of all nodes ask the API server. */
  @Test
  void saysNothingOfAnEndpointOfAnotherNodeThatWent() {
    Endpoint endpoint = acquire("n2");
    deliver();
    free(endpoint);
    deliver();
    assertEquals(List.of(), heard);
  }

  @Test
  void tellsOfAnEndpointThatMovedAwayOnlyOnce() {
    free(acquire("n1"));
    Endpoint there = acquire("n2");
    deliver();
    free(there);
    deliver();
    assertEquals(List.of(), heard, "came and went between two deliveries");
    Endpoint here = acquire("n1");
    deliver();
    free(here);
    var moved = acquire("n2");
    deliver();
    free(moved);
    deliver();
    assertEquals(List.of(KEY, KEY), heard);
  }

  private Endpoint acquire(String node) {
    return ledger.acquire(KEY, "uid-" + node, node, new Owner("", "Pod", "web-1"), "lan");
  }

  private void free(Endpoint endpoint) {
    var _ = ledger.submit(new Reclaim(endpoint.key(), endpoint.podUid(), "test"));
  }

  private void deliver() {
    var changes = (Answer.Changes) ledger.ask(new Query.ReadChanges(since, 1_000), LIMIT);
    view.accept(changes);
    since = changes.to();
  }
}
