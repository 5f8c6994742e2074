package io.gridpool.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.grid.SeatRecord.Standing;
import org.junit.jupiter.api.Test;

/** Real members while the record goes back in time. */
final class SetBackTest {
  @Test
  void seatsThatMovedStayWhereTheyAre() throws Exception {
    try (MovingFixture grid = new MovingFixture(26_270, 3)) {
      TermRecord backup = grid.store.read().orElseThrow();
      grid.start(4);
      grid.await(() -> grid.candidates.list().size() == 4, "announced");
      grid.kill(2);
      grid.await(() -> grid.settledOn(1, 3, 4), "the fourth is seated");
      SeatHost leading = grid.leading();

      grid.store.setBack(backup);
      grid.start(2);

      grid.await(() -> grid.seatedOn(1, 3, 4), "the record is put right");
      // It may have lost the lead to another by a pause, but not its seat.
      assertThat(leading.group().first().votes(leading.group().id())).isTrue();
      assertThat(grid.store.read().orElseThrow().term()).isEqualTo(leading.term());
    }
  }

  @Test
  void restartedSeatsBeginNoTermBesideTheOneThatLives() throws Exception {
    try (MovingFixture grid = new MovingFixture(26_300, 3)) {
      TermRecord backup = grid.store.read().orElseThrow();
      grid.killAll();
      for (int number = 1; number <= 3; number++) {
        grid.startWithoutWaiting(number);
      }
      grid.await(() -> term(grid) == 2 && grid.settledOn(1, 2, 3), "term 2");
      SeatHost leading = grid.leading();
      int restarted = grid.leadingAgent() == 1 ? 2 : 1;

      grid.kill(restarted);
      grid.store.setBack(backup);
      grid.start(restarted);

      grid.await(() -> term(grid) == 2 && grid.seatedOn(1, 2, 3), "term 2 again");
      assertThat(grid.store.read().orElseThrow().term()).isEqualTo(leading.term());
    }
  }

  @Test
  void afterAPowerCutAndARestoreTheNextTermIsLaterThanAnyThatWas() throws Exception {
    try (MovingFixture grid = new MovingFixture(26_330, 3)) {
      TermRecord backup = grid.store.read().orElseThrow();
      grid.killAll();
      for (int number = 1; number <= 3; number++) {
        grid.startWithoutWaiting(number);
      }
      grid.await(() -> term(grid) == 2 && grid.settledOn(1, 2, 3), "term 2");

      grid.killAll();
      grid.store.setBack(backup);
      for (int number = 1; number <= 3; number++) {
        grid.startWithoutWaiting(number);
      }

      grid.await(() -> term(grid) == 3 && grid.seatedOn(1, 2, 3), "term 3");
      assertThat(grid.store.read().orElseThrow().seats())
          .allMatch(seat -> seat.standing() == Standing.SEATED);
    }
  }

  private static long term(MovingFixture grid) {
    return grid.store.read().orElseThrow().term().number();
  }
}
