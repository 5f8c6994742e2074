package io.gridpool.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.ledger.model.TermId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * When the record proves that a group can never commit again, for every point of every change of
 * its members.
 */
final class EvidenceTest {
  private static final List<Standing> ALL = List.of(Standing.values());

  private static TermRecord record(Standing... standings) {
    List<SeatRecord> seats =
        IntStream.range(0, standings.length)
            .mapToObj(
                i -> new SeatRecord("n" + i, "10.0.0." + i + ":5701", "", "id" + i, standings[i]))
            .toList();
    return new TermRecord(new TermId(1, "ipam@1-1"), true, seats, "1");
  }

  private static boolean proven(Standing... standings) {
    return NextTerm.isProven(record(standings), Fencing.NONE);
  }

  @Test
  void twoTestimoniesOfThreeAndThreeOfFiveProveIt() {
    assertThat(proven(Standing.LOST, Standing.SEATED, Standing.SEATED)).isFalse();
    assertThat(proven(Standing.LOST, Standing.LOST, Standing.SEATED)).isTrue();
    assertThat(
            proven(Standing.LOST, Standing.LOST, Standing.SEATED, Standing.SEATED, Standing.SEATED))
        .isFalse();
    assertThat(
            proven(Standing.LOST, Standing.LOST, Standing.LOST, Standing.SEATED, Standing.SEATED))
        .isTrue();
  }

  @Test
  void aFencedNodeCountsAsATestimony() {
    Fencing fenced = node -> node.equals("n1");
    assertThat(NextTerm.isProven(record(Standing.LOST, Standing.SEATED, Standing.SEATED), fenced))
        .isTrue();
  }

  @Test
  void saysHowManyMustBeGone() {
    assertThat(goneNeeded(Standing.LOST, Standing.SEATED, Standing.SEATED)).isEqualTo(2);
    assertThat(
            goneNeeded(
                Standing.LOST, Standing.SEATED, Standing.SEATED, Standing.SEATED, Standing.SEATED))
        .isEqualTo(3);
    assertThat(goneNeeded(Standing.LOST, Standing.LOST, Standing.SEATED)).isEqualTo(2);
    assertThat(goneNeeded(Standing.VACANT, Standing.SEATED, Standing.SEATED)).isEqualTo(1);
  }

  private static int goneNeeded(Standing... standings) {
    return GroupEvidence.of(record(standings), Fencing.NONE).goneNeeded();
  }

  @Test
  void aSeatThatLeftOrIsBeingRemovedProvesNothingByItsTestimony() {
    // The group is two of them by now, or three still: the two others are a majority of both.
    assertThat(proven(Standing.VACANT, Standing.SEATED, Standing.SEATED)).isFalse();
    // Of a group of two, one is half: it can never commit again. Of three, one is less.
    assertThat(proven(Standing.VACANT, Standing.LOST, Standing.SEATED)).isTrue();
  }

  /** Found by a test of moving seats: both testimonies were given after the seats were vacant. */
  @Test
  void oneThatLivesIsNeverAMajority() {
    assertThat(proven(Standing.VACANT, Standing.VACANT, Standing.SEATED)).isTrue();
    assertThat(proven(Standing.VACANT, Standing.CALLED, Standing.SEATED)).isTrue();
    assertThat(proven(Standing.VACANT, Standing.TAKING, Standing.SEATED)).isFalse();
  }

  @Test
  void ofFiveThoseThatWereRemovedDoNotOutvoteTheThreeThatGoOn() {
    // Two removed (perhaps), one lost: the group may be of three with two alive.
    assertThat(
            proven(
                Standing.VACANT, Standing.VACANT, Standing.LOST, Standing.SEATED, Standing.SEATED))
        .isFalse();
    assertThat(
            proven(Standing.VACANT, Standing.VACANT, Standing.LOST, Standing.LOST, Standing.SEATED))
        .isTrue();
  }

  @Test
  void aSilentSeatThatIsBeingRemovedMayStillVote() {
    // The removed one is frozen, not gone: with it and the third the group of three would go on.
    assertThat(proven(Standing.REMOVING, Standing.LOST, Standing.SEATED)).isFalse();
    assertThat(proven(Standing.REMOVING, Standing.LOST, Standing.LOST)).isTrue();
  }

  @Test
  void aCalledSeatIsNoVoterAndOneThatIsPromotedMayBe() {
    assertThat(proven(Standing.CALLED, Standing.LOST, Standing.SEATED)).isTrue();
    assertThat(proven(Standing.TAKING, Standing.LOST, Standing.SEATED)).isFalse();
    assertThat(proven(Standing.TAKING, Standing.LOST, Standing.LOST)).isTrue();
  }

  @Test
  void whoLeavesMayBeGoneFromTheGroupOrNot() {
    assertThat(proven(Standing.LEAVING, Standing.LOST, Standing.SEATED)).isFalse();
    assertThat(proven(Standing.LEAVING, Standing.LOST, Standing.LOST)).isTrue();
  }

  @Test
  void whatIsProvenHoldsForEveryGroupThatTheRecordAllows() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      Standing[] standings =
          IntStream.range(0, 3 + random.nextInt(5))
              .mapToObj(i -> ALL.get(random.nextInt(ALL.size())))
              .toArray(Standing[]::new);
      assertThat(proven(standings))
          .as("%s", List.of(standings))
          .isEqualTo(everyGroupIsDead(standings));
    }
  }

  /** The plain way: every set of members that may be the group, and whether it has a majority. */
  private static boolean everyGroupIsDead(Standing[] standings) {
    for (int chosen = 0; chosen < 1 << standings.length; chosen++) {
      List<Standing> group = new ArrayList<>();
      boolean possible = true;
      for (int i = 0; i < standings.length; i++) {
        boolean in = (chosen >> i & 1) == 1;
        possible &= in ? standings[i] != Standing.CALLED : !standings[i].isMember();
        if (in) {
          group.add(standings[i]);
        }
      }
      long alive =
          group.stream().filter(one -> one != Standing.LOST && one != Standing.VACANT).count();
      if (possible && group.size() >= 2 && alive > group.size() / 2) {
        return false;
      }
    }
    return true;
  }
}
