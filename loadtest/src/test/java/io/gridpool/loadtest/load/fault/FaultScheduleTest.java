package io.gridpool.loadtest.load.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gridpool.loadtest.load.fault.FaultSchedule.Chance;
import io.gridpool.loadtest.load.fault.FaultSchedule.Timed;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
  private static final Chance CHANCE = new Chance(7, 300, false);

  @Test
  void readsFaultsInTheOrderOfTheirTimes() {
    assertThat(FaultSchedule.parse("freeze-other:9@25, kill-leader@10", CHANCE).faults())
        .containsExactly(new Timed(Fault.KILL_LEADER, 10, 6), new Timed(Fault.FREEZE_OTHER, 25, 9));
  }

  @Test
  void chanceIsTheSameForTheSameSeed() {
    FaultSchedule one = FaultSchedule.parse("random:20", CHANCE);
    assertThat(one).isEqualTo(FaultSchedule.parse("random:20", CHANCE));
    assertThat(one).isNotEqualTo(FaultSchedule.parse("random:20", new Chance(8, 300, false)));
    assertThat(one.faults()).hasSizeBetween(8, 30).allMatch(timed -> timed.atS() < 300);
  }

  @Test
  void chanceCutsPowerAndCablesOnlyOnLossyDisks() {
    Chance lossy = new Chance(7, 3_000, true);
    assertThat(kinds(lossy)).containsExactlyInAnyOrder(Fault.values());
    assertThat(kinds(new Chance(7, 3_000, false)))
        .contains(Fault.API_SLOW)
        .doesNotContain(Fault.POWER_CUT, Fault.CUT_LEADER, Fault.CUT_OTHER, Fault.SLOW_DISK);
  }

  @Test
  void aDiskIsSlowOnlyWhereItCanBe() {
    Chance lossy = new Chance(7, 300, true);
    assertThat(FaultSchedule.parse("slow-disk:5@3", lossy).faults())
        .containsExactly(new Timed(Fault.SLOW_DISK, 3, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultSchedule.parse("slow-disk:5@3", CHANCE))
        .withMessageContaining("--powercut");
  }

  private static Set<Fault> kinds(Chance chance) {
    return FaultSchedule.parse("random:5", chance).faults().stream()
        .map(Timed::fault)
        .collect(Collectors.toSet());
  }

  @Test
  void whatItPrintsCanBeReadAgain() {
    for (Timed timed : FaultSchedule.parse("random", CHANCE).faults()) {
      assertThat(FaultSchedule.parse(timed.toString(), CHANCE).faults()).containsExactly(timed);
    }
  }

  @Test
  void namesWhatThereIsWhenAFaultIsUnknown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultSchedule.parse("kill@3", CHANCE))
        .withMessageContaining("kill-leader")
        .withMessageContaining("api-stop");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultSchedule.parse("kill-leader", CHANCE))
        .withMessageContaining("NAME@SECOND");
  }

  @Test
  void nothingIsNoFault() {
    assertThat(FaultSchedule.parse("", CHANCE).faults()).isEmpty();
  }
}
