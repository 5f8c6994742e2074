package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** An agent that has just started. */
class FirstReadTest {
  @Test
  void anAddWaitsForAnAgentThatHasNotReadThePools() throws InterruptedException {
    Room n1 = new Room(new LedgerInMemory(), "n1");
    n1.pool("a", "10.0.0.0/24", "10.0.0.10-10.0.0.12", "{}");
    PodFacts pod = n1.of("p", "u1", "a");
    PoolCatalog unread = new PoolCatalog();
    Ports begins =
        new Ports(
            n1.ledger,
            n1.ports.pods(),
            n1.ports.cluster(),
            n1.ports.journal(),
            unread,
            n1.ports.pending());
    IpamSettings settings = new IpamSettings(n1.node(), true, true, true);
    AddRequest request = new AddRequest(n1.attachment(pod, Room.CONTAINER), Map.of(), false);
    AtomicReference<AddResult> answer = new AtomicReference<>();
    Thread asks =
        Thread.ofPlatform().start(() -> answer.set(new AddAddress(begins, settings).add(request)));
    while (asks.isAlive() && asks.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    assertThat(new LedgerFollower(begins, settings).readAll()).isTrue();
    asks.join(Duration.ofSeconds(10));
    assertThat(Room.cidrs(answer.get())).hasSize(1);
  }
}
