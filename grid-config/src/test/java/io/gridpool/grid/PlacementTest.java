package io.gridpool.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where seats go. */
final class PlacementTest {
  private static Candidate agent(int number, String zone) {
    return new Candidate(
        "n" + number, zone, "10.0.0." + number + ":5701", "10.0.0." + number + ":5711");
  }

  private static List<Candidate> agents(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> agent(i, "")).toList();
  }

  private static List<String> named(List<Candidate> agents, int wanted) {
    return new Placement(agents).name(wanted).stream().map(SeatRecord::memberAddress).toList();
  }

  @Test
  void seatsGoToDifferentNodesFirst() {
    assertThat(named(agents(5), 3))
        .containsExactly("10.0.0.1:5701", "10.0.0.2:5701", "10.0.0.3:5701");
  }

  @Test
  void oneNodeCarriesAllAndTwoShareThem() {
    assertThat(named(agents(1), 3))
        .containsExactly("10.0.0.1:5701", "10.0.0.1:5702", "10.0.0.1:5703");
    assertThat(named(agents(2), 3))
        .containsExactly("10.0.0.1:5701", "10.0.0.2:5701", "10.0.0.1:5702");
  }

  @Test
  void seatsSpreadOverZones() {
    List<Candidate> agents =
        List.of(agent(1, "a"), agent(2, "a"), agent(3, "a"), agent(4, "b"), agent(5, "c"));
    assertThat(new Placement(agents).name(3))
        .extracting(SeatRecord::node)
        .containsExactlyInAnyOrder("n1", "n4", "n5");
  }

  @Test
  void aCrowdedNodeGivesToOneThatHasTwoFewer() {
    List<SeatRecord> two = new Placement(agents(2)).name(3);
    assertThat(new Placement(agents(2)).crowded(two)).isEmpty();
    assertThat(new Placement(agents(3)).crowded(two)).contains("n1");
    assertThat(new Placement(agents(2)).crowded(new Placement(agents(1)).name(3))).contains("n1");
    assertThat(new Placement(List.of()).crowded(two)).isEmpty();
  }

  @Test
  void nobodyThereIsNobodyNamed() {
    assertThat(new Placement(List.of()).name(3)).isEmpty();
  }
}
