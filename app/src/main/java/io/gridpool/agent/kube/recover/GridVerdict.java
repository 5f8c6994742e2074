package io.gridpool.agent.kube.recover;

import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.term.SeatEvidence;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the evidence about the seats allows, and what would help. */
final class GridVerdict {
  /** Up to so many seats a majority of them that is gone is proof; with more, all must be. */
  private static final int MAJORITY_SUFFICES = 3;

  private GridVerdict() {}

  static List<String> of(Grid.Status status, List<SeatEvidence> seats) {
    if (!Boolean.TRUE.equals(status.formed())) {
      return List.of(
          "the term forms as soon as the agents of its seats run: " + names(seats, false));
    }
    long taking = seats.stream().filter(SeatEvidence::takesPart).count();
    if (taking > seats.size() / 2) {
      return List.of("a majority of the seats answers: there is nothing to recover");
    }
    long gone = seats.stream().filter(SeatEvidence::gone).count();
    int needed = seats.size() <= MAJORITY_SUFFICES ? seats.size() / 2 + 1 : seats.size();
    String sum = gone + " of " + seats.size() + " seats are certainly gone, " + needed + " must be";
    if (gone >= needed) {
      return List.of(sum + ": the next term begins by itself as soon as an agent looks");
    }
    return List.of(
        sum + " before the next term begins",
        "best: start the agents of " + names(seats, true) + "; what they know is kept",
        "else, for one that is off for good: ./gridpool recover --node NAME --i-know-it-is-off");
  }

  private static String names(List<SeatEvidence> seats, boolean onlySilent) {
    String names =
        seats.stream()
            .filter(seat -> !seat.answers() && !(onlySilent && seat.gone()))
            .map(seat -> seat.seat().node())
            .distinct()
            .collect(Collectors.joining(", "));
    return Optional.of(names).filter(text -> !text.isEmpty()).orElse("all of them");
  }
}
