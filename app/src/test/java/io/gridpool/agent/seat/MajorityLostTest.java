package io.gridpool.agent.seat;

import static io.gridpool.agent.seat.AgentsFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpool.ledger.command.RemovePool;
import io.gridpool.ledger.query.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent tells those who wait when two of three seats are gone. */
class MajorityLostTest {
  private static final Duration LIMIT = Duration.ofMillis(2_500);
  private static final Duration SLOW_MACHINE = Duration.ofSeconds(5);

  @Test
  void theFailureNamesTheSeatsThatAreWaitedForAndNoOther(@TempDir Path folder) throws Exception {
    try (AgentsFixture grid = new AgentsFixture(folder)) {
      // Over connections that stand a seat answers in time on a slow machine too.
      await(
          () ->
              Stream.concat(
                      Stream.of(grid.withoutSeat),
                      grid.agents.stream().map(AgentsFixture.Agent::client))
                  .allMatch(client -> client.missing().isEmpty()),
          "nobody misses a seat");
      String follower = kill(grid, grid.following());
      await(() -> grid.withoutSeat.missing().isEmpty(), "two of three are a majority");
      String leader = kill(grid, grid.leading());
      String survivor = nodeOf(grid.agents.getFirst());
      for (SeatClient client : List.of(grid.withoutSeat, grid.agents.getFirst().client())) {
        long beganNs = System.nanoTime();
        assertThatThrownBy(() -> client.submit(List.of(new RemovePool("none")), LIMIT))
            .hasMessageContaining("2 of 3 seats are needed and 1 answer; waited for: ")
            .hasMessageContaining(follower + " (127.0.1.")
            .hasMessageContaining(leader + " (127.0.1.")
            .hasMessageNotContaining(survivor);
        assertThatThrownBy(() -> client.ask(new Query.ReadStatus(), LIMIT))
            .hasMessageContaining("2 of 3 seats");
        assertThat(System.nanoTime() - beganNs)
            .as("twice the caller's limit and twice the question who answers, on a slow machine")
            .isLessThan(
                LIMIT
                    .multipliedBy(2)
                    .plusMillis(2L * SeatSightings.LIMIT_MS)
                    .plus(SLOW_MACHINE)
                    .toNanos());
      }
      saysThatItsOwnNodeMayBeCutOff(grid);
    }
  }

  /** Whom no seat answers cannot tell lost seats from a lost cable. */
  private static void saysThatItsOwnNodeMayBeCutOff(AgentsFixture grid) {
    kill(grid, grid.agents.getFirst());
    assertThatThrownBy(() -> grid.withoutSeat.submit(List.of(new RemovePool("none")), LIMIT))
        .hasMessageContaining("2 of 3 seats are needed and 0 answer")
        .hasMessageEndingWith("this node that is cut off");
  }

  private static String kill(AgentsFixture grid, AgentsFixture.Agent victim) {
    String node = nodeOf(victim);
    victim.kill();
    grid.agents.remove(victim);
    return node;
  }

  private static String nodeOf(AgentsFixture.Agent agent) {
    return agent.seats().host().record().seats().stream()
        .filter(seat -> agent.seats().host().seatIds().contains(seat.seatId()))
        .findFirst()
        .orElseThrow()
        .node();
  }
}
