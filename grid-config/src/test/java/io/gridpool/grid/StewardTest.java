package io.gridpool.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.grid.Steward.Sight;
import io.gridpool.grid.Steward.Step;
import io.gridpool.ledger.model.TermId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the steward decides, step by step. */
final class StewardTest {
  private static final Duration NOW = Duration.ZERO;
  private static final Duration NEVER = Duration.ofHours(1);

  private final Steward patient = new Steward(3, new Steward.Patience(NEVER, NEVER, NOW));
  private final Steward hasty = new Steward(3, new Steward.Patience(NOW, NOW, NOW));
  private final Set<Integer> silent = new HashSet<>();
  private final Set<Integer> mute = new HashSet<>();
  private final Set<Integer> voters = new HashSet<>(Set.of(1, 2, 3));
  private final Set<String> fenced = new HashSet<>();
  private List<Integer> agents = List.of(1, 2, 3, 4);

  private static SeatRecord seat(int number, Standing standing) {
    return agent(number).seat(0, standing).as(standing, "id" + number);
  }

  private static Candidate agent(int number) {
    return new Candidate(
        "n" + number, "", "10.0.0." + number + ":5701", "10.0.0." + number + ":5711");
  }

  private static TermRecord record(SeatRecord... seats) {
    return new TermRecord(new TermId(1, "ipam@1-1"), true, List.of(seats), "1");
  }

  private static TermRecord full() {
    return record(seat(1, Standing.SEATED), seat(2, Standing.SEATED), seat(3, Standing.SEATED));
  }

  private Sight sight() {
    return new Sight(
        IntStream.rangeClosed(1, 9)
            .filter(i -> !silent.contains(i))
            .mapToObj(StewardTest::agent)
            .flatMap(one -> Stream.of(one.seat(0, Standing.SEATED), one.seat(1, Standing.SEATED)))
            .map(seat -> HostPort.parse(seat.memberAddress()))
            .collect(Collectors.toSet()),
        voters.stream().map(i -> "id" + i).collect(Collectors.toSet()),
        "10.0.0.1:5701",
        agents.stream().map(StewardTest::agent).toList(),
        IntStream.rangeClosed(1, 9)
            .filter(i -> !mute.contains(i))
            .mapToObj(i -> agent(i).agentAddress())
            .collect(Collectors.toSet()),
        fenced);
  }

  private TermRecord written(Steward steward, TermRecord now) {
    assertThat(steward.next(now, sight())).isInstanceOf(Step.Write.class);
    return ((Step.Write) steward.next(now, sight())).record();
  }

  private static List<String> text(TermRecord record) {
    return record.seats().stream().map(seat -> seat.node() + " " + seat.standing()).toList();
  }

  @Test
  void restsWhileAllSeatsTakePart() {
    assertThat(hasty.next(full(), sight())).isInstanceOf(Step.Rest.class);
  }

  @Test
  void aSilentSeatIsWrittenRemovedStruckOutAndAnotherAgentCalledInThisOrder() {
    silent.add(2);
    TermRecord removing = written(hasty, full());
    assertThat(text(removing)).containsExactly("n1 SEATED", "n2 REMOVING", "n3 SEATED");
    assertThat(hasty.next(removing, sight()))
        .isEqualTo(new Step.Remove("id2", "the seat of n2 ends"));
    voters.remove(2);
    TermRecord struck = written(hasty, removing);
    assertThat(text(struck)).containsExactly("n1 SEATED", "n3 SEATED");
    agents = List.of(1, 3, 4);
    assertThat(text(written(hasty, struck))).containsExactly("n1 SEATED", "n3 SEATED", "n4 CALLED");
  }

  @Test
  void aSeatThatIsSilentForAMomentKeepsItsPlaceUnlessItsNodeIsFenced() {
    silent.add(2);
    assertThat(patient.next(full(), sight())).isInstanceOf(Step.Rest.class);
    fenced.add("n2");
    assertThat(text(written(patient, full()))).contains("n2 REMOVING");
  }

  @Test
  void whoRestartsKeepsItsSeatForAWhileAndThenLosesIt() {
    TermRecord lost =
        record(seat(1, Standing.SEATED), seat(2, Standing.LOST), seat(3, Standing.SEATED));
    assertThat(patient.next(lost, sight())).isInstanceOf(Step.Rest.class);
    assertThat(text(written(hasty, lost))).contains("n2 VACANT");
  }

  @Test
  void whoLeftInOrderKeepsItsSeatForAWhileAndIsStruckOutThen() {
    voters.remove(2);
    TermRecord left =
        record(seat(1, Standing.SEATED), seat(2, Standing.VACANT), seat(3, Standing.SEATED));
    assertThat(patient.next(left, sight())).isInstanceOf(Step.Rest.class);
    assertThat(text(written(hasty, left))).containsExactly("n1 SEATED", "n3 SEATED");
  }

  @Test
  void aPromotionWithoutAnEndIsNeverForgottenBeforeItsProcessIsGone() {
    silent.add(4);
    voters.remove(3);
    SeatRecord promoted = seat(4, Standing.TAKING).as(Standing.TAKING, "");
    TermRecord taking = record(seat(1, Standing.SEATED), seat(2, Standing.SEATED), promoted);
    TermRecord removing = written(hasty, taking);
    assertThat(text(removing)).contains("n4 REMOVING");
    agents = List.of(1, 2);
    TermRecord another = written(hasty, removing);
    assertThat(text(another)).contains("n4 REMOVING", "n1 CALLED");
    fenced.add("n4");
    assertThat(text(written(hasty, removing))).doesNotContain("n4 REMOVING");
  }

  @Test
  void aVoterWhoseProcessEndedBeforeItsIdWasWrittenMakesRoom() {
    SeatRecord vacant = seat(4, Standing.VACANT).as(Standing.VACANT, "");
    voters.remove(3);
    voters.add(4);
    TermRecord promoted = record(seat(1, Standing.SEATED), seat(2, Standing.SEATED), vacant);
    TermRecord struck = written(hasty, promoted);
    assertThat(text(struck)).containsExactly("n1 SEATED", "n2 SEATED");
    assertThat(hasty.next(struck, sight()))
        .isEqualTo(new Step.Remove("id4", "a seat that nobody holds ends"));
    SeatRecord taking = seat(5, Standing.TAKING).as(Standing.TAKING, "");
    assertThat(hasty.next(struck.and(taking), sight()))
        .as("it may be the one that is being promoted")
        .isInstanceOf(Step.Rest.class);
    voters.remove(4);
    assertThat(text(written(hasty, struck))).containsExactly("n1 SEATED", "n2 SEATED", "n3 CALLED");
  }

  @Test
  void aSeatOfAGroupOfTwoIsNotRemoved() {
    silent.add(2);
    voters.remove(3);
    TermRecord removing = record(seat(1, Standing.SEATED), seat(2, Standing.REMOVING));
    agents = List.of();
    assertThat(hasty.next(removing, sight())).isInstanceOf(Step.Rest.class);
  }

  @Test
  void anAgentThatDoesNotComeWhenCalledIsPassedOver() {
    Steward steward = new Steward(3, new Steward.Patience(NOW, Duration.ofMillis(1), NOW));
    agents = List.of(4, 5);
    voters.remove(3);
    TermRecord called =
        record(seat(1, Standing.SEATED), seat(2, Standing.SEATED), seat(4, Standing.CALLED));
    GridFixture.await(() -> steward.next(called, sight()) instanceof Step.Write, "passed over");
    Steward once = new Steward(3, new Steward.Patience(NOW, NEVER.dividedBy(60), NOW));
    assertThat(once.next(called, sight())).isInstanceOf(Step.Rest.class);
  }

  @Test
  void aCrowdedNodeGivesASeatThatDoesNotLead() {
    SeatRecord second = agent(1).seat(1, Standing.SEATED).as(Standing.SEATED, "id2");
    TermRecord crowded = record(seat(1, Standing.SEATED), second, seat(3, Standing.SEATED));
    agents = List.of(1, 3, 4);
    assertThat(written(patient, crowded).seat(second.memberAddress()).orElseThrow().standing())
        .isEqualTo(Standing.REMOVING);
  }

  @Test
  void aSeatThatLivesIsNotTakenOutWhileAnotherDoesNotAnswer() {
    SeatRecord second = agent(1).seat(1, Standing.SEATED).as(Standing.SEATED, "id2");
    TermRecord crowded = record(seat(1, Standing.SEATED), second, seat(3, Standing.SEATED));
    agents = List.of(1, 4);
    mute.add(3);
    assertThat(patient.next(crowded, sight())).as("not begun").isInstanceOf(Step.Rest.class);
    TermRecord begun = crowded.with(second.memberAddress(), one -> one.with(Standing.REMOVING));
    assertThat(patient.next(begun, sight())).as("nor made").isInstanceOf(Step.Rest.class);
    mute.clear();
    assertThat(patient.next(begun, sight())).isInstanceOf(Step.Remove.class);
  }
}
