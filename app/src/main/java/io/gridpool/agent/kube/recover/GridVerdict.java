package io.gridpool.agent.kube.recover;

import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.term.GridEvidence;
import io.gridpool.agent.kube.term.SeatEvidence;
import io.gridpool.grid.GroupEvidence;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the evidence about the seats allows, and what would help. */
final class GridVerdict {
  private GridVerdict() {}

  static List<String> of(Grid grid, List<SeatEvidence> seats) {
    Optional<GroupEvidence> group = GridEvidence.group(grid, seats);
    if (group.isEmpty() || !Boolean.TRUE.equals(grid.getStatus().formed())) {
      return List.of(
          "the term forms as soon as the agents of its seats run: " + names(seats, false));
    }
    long taking = seats.stream().filter(SeatEvidence::takesPart).count();
    if (taking > seats.size() / 2) {
      return List.of("a majority of the seats answers: there is nothing to recover");
    }
    int gone = group.get().gone();
    int needed = group.get().goneNeeded();
    String sum = gone + " of " + seats.size() + " seats are certainly gone, " + needed + " must be";
    if (group.get().provesTheEnd()) {
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
