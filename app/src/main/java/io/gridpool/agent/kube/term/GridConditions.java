package io.gridpool.agent.kube.term;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.gridpool.agent.kube.crd.Grid;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the grid stands, as the conditions of the Grid object: {@code Ready}, {@code MajorityLost},
 * {@code SeatsFull}, {@code HeldBack}, {@code Quarantine}. Each message names nodes and says what
 * would help. Same evidence, same conditions: agents that look at once do not overwrite each other.
 */
public final class GridConditions {
  private static final int MESSAGE_LENGTH_MAX = 2_048;

  private final Grid.Status status;
  private final List<SeatEvidence> seats;

  GridConditions(Grid.Status status, List<SeatEvidence> seats) {
    this.status = status;
    this.seats = List.copyOf(seats);
  }

  /**
   * What the ledger says of itself.
   *
   * @param adopting what the adoption waits for; empty when it is over
   * @param heldBack why addresses are held back; empty when none are
   * @param quarantine which addresses nobody gets, and why; empty when none
   * @param refused why the leading seat's log takes no entry, though a majority lets it read; empty
   *     when it takes them
   */
  public record LedgerWord(String adopting, String heldBack, String quarantine, String refused) {}

  /** The conditions while the ledger answers; the times are those of {@code before}. */
  List<Condition> serving(LedgerWord word) {
    return stamped(
        List.of(
            ready(word),
            condition("MajorityLost", false, "Majority", "a majority of the seats takes part"),
            seatsFull(),
            said("HeldBack", word.heldBack(), "NodesUnreachable", "NothingHeldBack"),
            said("Quarantine", word.quarantine(), "ClaimsConflict", "NoConflict")));
  }

  private Condition ready(LedgerWord word) {
    if (!word.refused().isEmpty()) {
      return noEntries(word.refused());
    }
    return word.adopting().isEmpty()
        ? condition("Ready", true, "Serving", "term " + status.term() + " serves")
        : condition(
            "Ready",
            false,
            "Adopting",
            "term "
                + status.term()
                + " learns what was given out before it; waited for: "
                + word.adopting()
                + ". New pods wait, running pods are not disturbed");
  }

  /** The conditions while the ledger does not answer. */
  List<Condition> silent() {
    boolean formed = Boolean.TRUE.equals(status.formed());
    long missing = seats.stream().filter(seat -> !seat.takesPart()).count();
    boolean lost = formed && missing > seats.size() / 2;
    List<Condition> conditions = new ArrayList<>();
    conditions.add(
        lost
            ? condition("Ready", false, "MajorityLost", lostMessage())
            : formed
                ? condition("Ready", false, "NoLeader", "no seat leads now: " + names(seats))
                : condition("Ready", false, "Forming", formingMessage()));
    conditions.add(
        lost
            ? condition("MajorityLost", true, "SeatsMissing", lostMessage())
            : condition(
                "MajorityLost",
                false,
                formed ? "Majority" : "TermBegins",
                formed ? "a majority of the seats answers" : formingMessage()));
    conditions.add(seatsFull());
    return stamped(conditions);
  }

  private Condition noEntries(String why) {
    return condition(
        "Ready",
        false,
        "NoEntries",
        "a seat leads, but no change goes through: "
            + why
            + ". New pods wait, running pods are not disturbed. The seat gives the lead away after 10 s"
            + " by itself. What helps where it stays so: end the process of the leading agent, another seat leads then: "
            + names(seats));
  }

  private Condition seatsFull() {
    List<SeatEvidence> missing = seats.stream().filter(seat -> !seat.takesPart()).toList();
    return missing.isEmpty()
        ? condition("SeatsFull", true, "AllTakePart", "all " + seats.size() + " seats take part")
        : condition(
            "SeatsFull",
            false,
            "SeatMissing",
            seats.size()
                - missing.size()
                + " of "
                + seats.size()
                + " seats take part; missing: "
                + names(missing));
  }

  private String lostMessage() {
    List<SeatEvidence> missing = seats.stream().filter(seat -> !seat.takesPart()).toList();
    return "term "
        + status.term()
        + " needs "
        + (seats.size() / 2 + 1)
        + " of "
        + seats.size()
        + " seats; missing: "
        + names(missing)
        + ". New pods wait, running pods are not disturbed. "
        + help(missing);
  }

  private static String help(List<SeatEvidence> missing) {
    String silent =
        missing.stream()
            .filter(seat -> !seat.gone())
            .map(seat -> seat.seat().node())
            .distinct()
            .collect(Collectors.joining(", "));
    return silent.isEmpty()
        ? "The next term begins by itself"
        : "What helps: start the agent of "
            + silent
            + "; a node that never comes back: delete its Node, or taint it"
            + " node.kubernetes.io/out-of-service, or ./gridpool recover --node NAME";
  }

  private String formingMessage() {
    List<SeatEvidence> missing = seats.stream().filter(seat -> !seat.answers()).toList();
    return "term "
        + status.term()
        + " forms"
        + (missing.isEmpty() ? "" : "; its seats need the agents of " + names(missing));
  }

  private static String names(List<SeatEvidence> seats) {
    return seats.stream().map(SeatEvidence::text).distinct().collect(Collectors.joining(", "));
  }

  private static Condition said(String type, String message, String yes, String no) {
    return message.isEmpty() ? condition(type, false, no, "") : condition(type, true, yes, message);
  }

  private static Condition condition(String type, boolean holds, String reason, String message) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(holds ? "True" : "False")
        .withReason(reason)
        .withMessage(message.substring(0, Math.min(message.length(), MESSAGE_LENGTH_MAX)))
        .build();
  }

  /** A condition whose status stayed keeps its time; conditions not spoken of now stay as is. */
  private List<Condition> stamped(List<Condition> now) {
    List<Condition> before = Objects.requireNonNullElse(status.conditions(), List.of());
    List<Condition> all = new ArrayList<>();
    for (Condition condition : now) {
      Optional<Condition> old = find(before, condition.getType());
      boolean same = old.filter(o -> o.getStatus().equals(condition.getStatus())).isPresent();
      condition.setLastTransitionTime(
          same
              ? old.get().getLastTransitionTime()
              : Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      all.add(condition);
    }
    before.stream().filter(old -> find(now, old.getType()).isEmpty()).forEach(all::add);
    return all;
  }

  /** The condition of a type. */
  static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(condition -> condition.getType().equals(type)).findFirst();
  }
}
