package io.gridpool.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.model.TermId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When the seats of a term that does not form are named anew. */
class NamingTest {
  private static final List<SeatRecord> SEATS = GridFixture.records(6_500);
  private static final Duration LONG = Duration.ofHours(1);

  private final MemoryTermStore store = new MemoryTermStore();
  private final TermRecord first =
      store.createIfAbsent(new TermRecord(new TermId(1, ""), false, SEATS, ""));

  private TermRecord recorded() {
    return store.read().orElseThrow();
  }

  private Naming naming(Duration stuckMax) {
    return new Naming(SEATS.size(), store, Candidates.NONE, Fencing.NONE, stuckMax);
  }

  @Test
  void aTermThatDoesNotFormThoughAllItsSeatsAnswerIsNamedAnew() {
    Naming naming = naming(Duration.ZERO);
    naming.renameIfStuck(first);
    assertThat(recorded()).as("at first sight").isEqualTo(first);
    naming.renameIfStuck(first);
    assertThat(recorded().term()).isEqualTo(new TermId(2, ""));
    assertThat(recorded().seats()).isEqualTo(SEATS);
    assertThat(recorded().formed()).isFalse();
  }

  @Test
  void aTermThatEndsAmidAMoveIsFollowedByOneOfAsManySeatsAsAreWanted() {
    Naming naming = naming(LONG);
    SeatRecord called = new SeatRecord("n9", "10.0.0.9:5701", "10.0.0.9:5711", "");
    assertThat(naming.seatsAfter(first)).hasValue(SEATS);
    assertThat(naming.seatsAfter(first.and(called)).orElseThrow()).hasSameSizeAs(SEATS);
    TermRecord fewer = first.without(SEATS.getFirst().memberAddress());
    assertThat(naming.seatsAfter(fewer)).as("too few nodes: waits for more").isEmpty();
  }

  @Test
  void aTermThatFormsHasItsTime() {
    Naming naming = naming(LONG);
    naming.renameIfStuck(first);
    naming.renameIfStuck(first);
    assertThat(recorded()).isEqualTo(first);
  }

  /** Agents of three nodes, of which two announce themselves only after some looks at the list. */
  private record Late(AtomicInteger looks) implements Candidates {
    static Late after(int looks) {
      return new Late(new AtomicInteger(looks));
    }

    @Override
    public List<Candidate> list() {
      int announced = looks.getAndDecrement() > 0 ? 1 : SEATS.size();
      return SEATS.subList(0, announced).stream()
          .map(seat -> new Candidate(seat.node(), "", seat.memberAddress(), seat.agentAddress()))
          .toList();
    }

    @Override
    public boolean announce(Candidate own) {
      return true;
    }

    @Override
    public void withdraw(Candidate one) {}

    @Override
    public boolean answers(Candidate candidate) {
      return true;
    }
  }

  @Test
  void theFirstAgentWaitsForOthersAndPutsASeatOnEachNode() {
    MemoryTermStore empty = new MemoryTermStore();
    Naming late = new Naming(SEATS.size(), empty, Late.after(3), Fencing.NONE);
    Formation formation =
        new Formation(GridFixture.settings(GridFixture.KEYS), empty, () -> 0L, Fencing.NONE, late);
    TermRecord named = formation.recordOrName(Duration.ofSeconds(10));
    assertThat(named.seats()).extracting(SeatRecord::node).doesNotHaveDuplicates().hasSize(3);
  }

  @Test
  void seatsThatAreAboutToMoveAreNotSpread() {
    Naming naming = new Naming(SEATS.size(), store, Late.after(1), Fencing.NONE);
    SeatRecord one = SEATS.getFirst();
    TermRecord crowded = first.withSeats(List.of(one, one, one));
    assertThat(naming.isSpread(crowded)).as("while there is one node only").isTrue();
    assertThat(naming.isSpread(crowded)).isFalse();
    assertThat(naming.isSpread(first)).isTrue();
  }
}
