package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.grid.LedgerGate;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddLimitTest {
  private static final Map<String, String> POOL_A = Map.of(PodPools.IPPOOL, "{\"ipv4\":[\"a\"]}");

  /** A ledger that notes how long its callers would have waited for each commit. */
  private record NotedGate(LedgerGate ledger, List<Duration> limits) implements LedgerGate {
    @Override
    public List<Outcome> submit(List<Command> commands, Duration limit) {
      limits.add(limit);
      return ledger.submit(commands, limit);
    }

    @Override
    public Answer ask(Query query, Duration limit) {
      return ledger.ask(query, limit);
    }
  }

  /** Two commits of 8.5 s each would outlast the CNI binary, which then hears no reason. */
  @Test
  void anAddThatTakesAnAddressOverWaitsNoLongerThanOthers() {
    LedgerInMemory ledger = new LedgerInMemory();
    Room n1 = new Room(ledger, "n1");
    n1.pool("a", "10.6.0.0/16", "10.6.0.10-10.6.0.12", "");
    n1.addTo(n1.pod("web-0", "u1", Room.STATEFUL_SET, POOL_A));
    Room n2 = new Room(ledger, "n2");
    PodFacts moved = n2.pod("web-0", "u2", Room.STATEFUL_SET, POOL_A);
    NotedGate noted = new NotedGate(ledger, new ArrayList<>());

    AddResult result =
        add(n2, noted).add(new AddRequest(n2.attachment(moved, Room.CONTAINER), Room.v4(), false));

    assertThat(result).isInstanceOf(AddResult.Assigned.class);
    assertThat(noted.limits()).hasSize(2);
    assertThat(noted.limits().getFirst()).isLessThanOrEqualTo(AddAddress.LIMIT);
    assertThat(noted.limits().getLast()).isLessThan(noted.limits().getFirst());
  }

  private static AddAddress add(Room room, LedgerGate ledger) {
    Ports own = room.ports;
    Ports ports =
        new Ports(ledger, own.pods(), own.cluster(), own.journal(), own.catalog(), own.pending());
    return new AddAddress(ports, new IpamSettings(room.node(), true, true, true));
  }
}
