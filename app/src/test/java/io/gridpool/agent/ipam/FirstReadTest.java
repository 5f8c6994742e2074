package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpool.grid.NotYetException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** An agent that has just started. */
class FirstReadTest {
  private final Room n1 = new Room(new LedgerInMemory(), "n1");
  private final Ports begins =
      new Ports(
          n1.ledger,
          n1.ports.pods(),
          n1.ports.cluster(),
          n1.ports.journal(),
          new PoolCatalog(),
          n1.ports.pending());
  private final IpamSettings settings = new IpamSettings(n1.node(), true, true, true);

  @Test
  void whoWaitsForThePoolsGoesOnWhenTheyAreRead() throws InterruptedException {
    AtomicBoolean read = new AtomicBoolean();
    Thread waits =
        Thread.ofPlatform()
            .start(() -> read.set(begins.catalog().awaitFirstRead(Duration.ofMinutes(1))));
    while (waits.isAlive() && waits.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    assertThat(new LedgerFollower(begins, settings).readAll()).isTrue();
    waits.join(Duration.ofSeconds(10));
    assertThat(read).isTrue();
  }

  @Test
  void anAddBeforeThePoolsAreReadIsAskedToComeAgain() {
    AddRequest request =
        new AddRequest(n1.attachment(n1.of("p", "u1", "a"), Room.CONTAINER), Map.of(), false);
    AddAddress add = new AddAddress(begins, settings);
    assertThatThrownBy(() -> add.add(request))
        .isInstanceOf(NotYetException.class)
        .hasMessage("the agent of node n1 has not read the pools yet");
  }
}
