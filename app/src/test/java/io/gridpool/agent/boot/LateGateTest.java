package io.gridpool.agent.boot;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpool.agent.kube.term.GridReporter.Silence;
import io.gridpool.grid.NotYetException;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What callers hear where there is no ledger. */
class LateGateTest {
  private static void ask(Silence silence) {
    var _ = new LateGate(() -> silence).ask(new Query.ReadStatus(), Duration.ZERO);
  }

  @Test
  void callersOfAnAgentThatBeginsMayWait() {
    assertThatThrownBy(() -> ask(new Silence("", false)))
        .isInstanceOf(NotYetException.class)
        .hasMessage("the grid is still forming");
    assertThatThrownBy(() -> ask(new Silence("no seat leads now", false)))
        .isInstanceOf(NotYetException.class)
        .hasMessage("no seat leads now");
  }

  @Test
  void callersOfALedgerWithoutMajorityAreToldAtOnce() {
    assertThatThrownBy(() -> ask(new Silence("term 1 needs 2 of 3 seats", true)))
        .isExactlyInstanceOf(TryLaterException.class)
        .hasMessage("term 1 needs 2 of 3 seats");
  }
}
