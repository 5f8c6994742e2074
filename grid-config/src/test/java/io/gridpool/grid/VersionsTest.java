package io.gridpool.grid;

import static io.gridpool.grid.GridFixture.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.EndAdoption;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.outcome.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Programs of two levels in one grid. A replica of level 1 breaks at the first newer byte, as a
 * program of that level would; so an old seat that lives was never shown one.
 */
final class VersionsTest {
  private static final Command NEWER =
      new Reclaim(new EndpointKey("shop", "web-0"), "u", "ip conflict", true);

  @Test
  void newerFormsAreUsedWhenTheLastSeatReadsThemAndThenThereIsNoWayBackToASeat() throws Exception {
    try (MovingFixture grid = new MovingFixture(26_240, 3, 1)) {
      write(grid);
      for (int number : List.of(1, 2)) {
        grid.replace(number, 2);
        grid.await(() -> grid.seatedOn(1, 2, 3), "agent " + number + " is updated");
        write(grid);
        assertThat(grid.leading().level()).isEqualTo(1);
      }
      grid.replace(2, 1);
      grid.await(() -> grid.seatedOn(1, 2, 3), "the way back is open while one reads less");
      write(grid);
      assertThat(recorded(grid)).isEqualTo(1);
      grid.replace(2, 2);
      grid.await(() -> grid.seatedOn(1, 2, 3), "updated again");
      grid.replace(3, 2);
      grid.await(() -> recorded(grid) == 2 && grid.leading().level() == 2, "level 2");
      write(grid);
      grid.start(4);
      grid.await(() -> grid.candidates.list().size() == 4, "announced");
      grid.replace(1, 1);
      grid.await(() -> grid.seatedOn(2, 3, 4), "the older program takes no seat, the fourth does");
      write(grid);
      assertThat(grid.halts).isEmpty();
    }
  }

  private static int recorded(MovingFixture grid) {
    return grid.store.read().orElseThrow().level();
  }

  /** More commits than lie between two snapshots, each with a command that has a newer form. */
  private static void write(MovingFixture grid) {
    PutPool put =
        new PutPool(
            new PoolSpec(
                "p",
                Subnet.parse("10.1.0.0/24"),
                List.of(AddressRange.parse("10.1.0.10-10.1.0.19")),
                List.of(),
                0,
                false,
                ""));
    for (int i = 0; i < 60; i++) {
      commit(grid, List.of(new EndAdoption(), put, NEWER));
    }
  }

  private static void commit(MovingFixture grid, List<Command> commands) {
    Deadline deadline = Deadline.in(Duration.ofMinutes(1));
    while (true) {
      try {
        SeatHost leading = grid.leading();
        Batch batch = new Batch(leading.term(), System.currentTimeMillis(), commands);
        assertThat(leading.commit(batch, LIMIT).getLast())
            .isInstanceOf(Outcome.NothingToRelease.class);
        return;
      } catch (TryLaterException | IndeterminateException e) {
        assertThat(deadline.over()).as("committed at last: " + e.getMessage()).isFalse();
      }
    }
  }
}
