package io.gridpool.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.grid.Leaving.Patience;
import io.gridpool.grid.SeatRecord.Standing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For whom a seat that leaves in order waits. */
class LeavingTest {
  private static final List<SeatRecord> SEATS = GridFixture.records(6_500);
  private static final Deadline OVER = Deadline.in(Duration.ZERO);
  private static final Deadline OPEN = Deadline.in(Duration.ofHours(1));

  @ParameterizedTest
  @EnumSource(names = {"CALLED", "TAKING"})
  void waitsLongerForASeatThatIsBeingTaken(Standing standing) {
    List<SeatRecord> seats = List.of(SEATS.get(0), SEATS.get(1), SEATS.get(2).with(standing));
    assertThat(new Patience(OVER, OPEN).lasts(() -> Leaving.isBeingFilled(seats))).isTrue();
    assertThat(new Patience(OVER, OVER).lasts(() -> Leaving.isBeingFilled(seats))).isFalse();
  }

  @Test
  void waitsLongerWhileASeatIsMissingForWhichNobodyIsCalledYet() {
    List<SeatRecord> two = SEATS.subList(0, 2);
    assertThat(new Patience(OVER, OPEN).lasts(() -> Leaving.isBeingFilled(two))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CALLED", "TAKING"})
  void waitsNoLongerForASeatThatNobodyIsTaking(Standing standing) {
    List<SeatRecord> seats = List.of(SEATS.get(0), SEATS.get(1), SEATS.get(2).with(standing));
    assertThat(new Patience(OVER, OPEN).lasts(() -> Leaving.isBeingFilled(seats))).isFalse();
    assertThat(new Patience(OPEN, OPEN).lasts(() -> Leaving.isBeingFilled(seats))).isTrue();
  }
}
