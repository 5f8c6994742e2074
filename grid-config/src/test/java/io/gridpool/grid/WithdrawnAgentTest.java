package io.gridpool.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.ledger.model.TermId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * An agent that leaves gets no seat. Found by tests on a busy machine: one that had withdrawn was
 * called all the same, and waited for itself until it ended both of its seats.
 */
final class WithdrawnAgentTest {
  private static final List<SeatRecord> SEATS = GridFixture.records(6_600);

  private final MemoryTermStore store = new MemoryTermStore();
  private final TermRecord formed =
      store.createIfAbsent(new TermRecord(new TermId(1, "ipam@1-1"), true, SEATS, ""));

  @Test
  void anAgentThatLeavesDeclinesTheSeatItIsCalledTo() {
    SeatRecord leaving = SEATS.getFirst();
    TermRecord called =
        formed
            .without(SEATS.getLast().memberAddress())
            .and(
                new SeatRecord(
                    leaving.node(), "10.0.0.9:5702", leaving.agentAddress(), "", Standing.CALLED));
    assertThat(store.replace(called)).isPresent();
    new Testimony(store).decline(formed, "another");
    assertThat(store.read().orElseThrow().seats()).isEqualTo(called.seats());
    new Testimony(store).decline(formed, leaving.node());
    assertThat(store.read().orElseThrow().seats()).isEqualTo(SEATS.subList(0, 2));
  }

  /** A list that is slow to write: the agent withdraws while it is announced. */
  private static final class SlowList implements Candidates {
    final List<Candidate> all = new CopyOnWriteArrayList<>();
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public List<Candidate> list() {
      return List.copyOf(all);
    }

    @Override
    public boolean announce(Candidate own) {
      begun.countDown();
      try {
        assertThat(goOn.await(GridFixture.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return all.add(own);
    }

    @Override
    public void withdraw(Candidate one) {
      all.remove(one);
    }
  }

  @Test
  void anAgentThatWithdrawsWhileItIsAnnouncedIsNotInTheList() throws Exception {
    SlowList candidates = new SlowList();
    Naming naming = new Naming(SEATS.size(), store, candidates, Fencing.NONE);
    GridSettings settings = GridFixture.settings(GridFixture.KEYS);
    Candidate own = new Candidate("n9", "", "10.0.0.9:5701", "10.0.0.9:5720");
    var plan =
        new SeatKeeper.Plan(
            settings, store, candidates, Fencing.NONE, naming, own, MovingFixture.SEAT_LOST);
    try (SeatKeeper keeper = new SeatKeeper(plan, formed, Optional.empty(), changed -> {})) {
      keeper.start();
      candidates.begun.await();
      Thread leaving = Thread.ofVirtual().start(keeper::withdraw);
      GridFixture.await(() -> leaving.getState() == Thread.State.BLOCKED, "withdraws");
      candidates.goOn.countDown();
      leaving.join();
      assertThat(candidates.list()).isEmpty();
    }
  }
}
