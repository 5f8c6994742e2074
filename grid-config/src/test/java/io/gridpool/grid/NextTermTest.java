package io.gridpool.grid;

import static io.gridpool.grid.GridFixture.LIMIT;
import static io.gridpool.grid.GridFixture.OPEN_LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.EndAdoption;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The ledger's life after the loss of its seats. */
final class NextTermTest {
  private static final PutPool POOL =
      new PutPool(
          new PoolSpec(
              "p4",
              Subnet.parse("10.6.0.0/24"),
              List.of(AddressRange.parse("10.6.0.10-10.6.0.19")),
              List.of(),
              0,
              false,
              ""));

  private static Outcome commit(SeatHost host) {
    Batch batch = new Batch(host.term(), System.currentTimeMillis(), List.of(POOL));
    return host.commit(batch, LIMIT).getFirst();
  }

  private static Answer.Status status(SeatHost host) {
    return (Answer.Status) host.ask(new Query.ReadStatus(), LIMIT);
  }

  @Test
  void allSeatsRestartedAtOnceFormTheNextTermWhichAdoptsFirst() throws Exception {
    try (GridFixture grid = new GridFixture(25_820)) {
      commit(grid.leading());
      grid.hosts.forEach(SeatHost::terminate);

      grid.openAll();

      SeatHost leading = grid.leading();
      assertThat(leading.term().number()).isEqualTo(2);
      assertThat(grid.store.read().orElseThrow().term()).isEqualTo(leading.term());
      assertThat(status(leading).adopting()).isTrue();
      assertThat(status(leading).pools()).isZero();
      Batch end = new Batch(leading.term(), System.currentTimeMillis(), List.of(new EndAdoption()));
      assertThat(leading.commit(end, LIMIT).getFirst()).isInstanceOf(Outcome.TermOpened.class);
    }
  }

  @Test
  void aSurvivorOfTheLostMajorityTellsWhatItKnowsAndTakesItsSeatInTheNextTerm() throws Exception {
    try (GridFixture grid = new GridFixture(25_840)) {
      commit(grid.leading());
      SeatHost survivor = grid.hosts.removeLast();
      GridFixture.await(
          () -> !survivor.freezeLocally(LIMIT).isEmpty() && knowsThePool(survivor), "replicated");
      grid.hosts.forEach(SeatHost::terminate);

      try (ExecutorService threads = Executors.newCachedThreadPool()) {
        List<Future<SeatHost>> opening = new ArrayList<>();
        for (SeatRecord seat : grid.seats.subList(0, 2)) {
          opening.add(threads.submit(() -> grid.open(seat)));
        }
        GridFixture.await(
            () -> grid.store.read().orElseThrow().term().number() == 2, "the next term begins");
        assertThat(survivor.isOutdated(grid.store.read().orElseThrow())).isTrue();
        assertThat(knowsThePool(survivor)).isTrue();
        survivor.terminate();
        opening.add(threads.submit(() -> grid.open(grid.seats.getLast())));
        grid.hosts.clear();
        for (Future<SeatHost> host : opening) {
          grid.hosts.add(host.get(90, TimeUnit.SECONDS));
        }
      }
      assertThat(grid.leading().term().number()).isEqualTo(2);
    }
  }

  @Test
  void aSeatThatReadTheRecordBeforeTheNextTermBeganTakesPartInIt() throws Exception {
    try (GridFixture grid = new GridFixture(25_940)) {
      grid.hosts.forEach(SeatHost::terminate);
      TermStore late = new LateStore(grid.store);

      try (ExecutorService threads = Executors.newCachedThreadPool()) {
        List<Future<SeatHost>> opening = new ArrayList<>();
        for (SeatRecord seat : grid.seats.subList(0, 2)) {
          opening.add(threads.submit(() -> grid.open(seat)));
        }
        GridFixture.await(
            () -> grid.store.read().orElseThrow().term().number() == 2, "the next term begins");
        List<String> last = List.of(grid.seats.getLast().memberAddress());
        Formation formation =
            new Formation(grid.settings, late, System::currentTimeMillis, Fencing.NONE);
        opening.add(threads.submit(() -> formation.open(last, OPEN_LIMIT).orElseThrow()));
        grid.hosts.clear();
        for (Future<SeatHost> host : opening) {
          grid.hosts.add(host.get(OPEN_LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
      }
      assertThat(grid.leading().term().number()).isEqualTo(2);
    }
  }

  /** Answers the first read with the record as it was when the store was made. */
  private static final class LateStore implements TermStore {
    private final TermStore store;
    private Optional<TermRecord> old;

    LateStore(TermStore store) {
      this.store = store;
      this.old = store.read();
    }

    @Override
    public Optional<TermRecord> read() {
      Optional<TermRecord> first = old;
      old = Optional.empty();
      return first.isPresent() ? first : store.read();
    }

    @Override
    public TermRecord createIfAbsent(TermRecord first) {
      return store.createIfAbsent(first);
    }

    @Override
    public Optional<TermRecord> replace(TermRecord changed) {
      return store.replace(changed);
    }
  }

  @Test
  void oneRestartedSeatBeginsNothing() throws Exception {
    try (GridFixture grid = new GridFixture(25_860)) {
      commit(grid.leading());
      SeatHost victim = grid.hosts.removeFirst();
      victim.terminate();
      SeatHost back = grid.open(grid.seats.getFirst());
      grid.hosts.addFirst(back);
      assertThat(back.term().number()).isEqualTo(1);
      assertThat(grid.store.read().orElseThrow().seats())
          .allSatisfy(seat -> assertThat(seat.standing()).isEqualTo(Standing.SEATED));
    }
  }

  @Test
  void aFrozenPredecessorWithThePortKeepsItsSuccessorFromTestifying() throws Exception {
    try (GridFixture grid = new GridFixture(25_880)) {
      TermRecord record = grid.store.read().orElseThrow();
      new Testimony(grid.store).testify(record, record.seats().subList(0, 1));
      assertThat(grid.store.read().orElseThrow().seats().getFirst().standing())
          .isEqualTo(Standing.SEATED);
    }
  }

  @Test
  void whoLeavesInOrderSaysAtTheEndThatItHoldsNothingAndNobodyElseLeavesMeanwhile()
      throws Exception {
    try (GridFixture grid = new GridFixture(25_920)) {
      grid.hosts.removeFirst().close();
      assertThat(standings(grid))
          .containsExactly(Standing.VACANT, Standing.SEATED, Standing.SEATED);
      TermRecord record = grid.store.read().orElseThrow();
      assertThat(new Testimony(grid.store).announceLeaving(record, record.seats().subList(1, 2)))
          .isFalse();
      grid.hosts.addFirst(grid.open(grid.seats.getFirst()));
      assertThat(standings(grid)).containsOnly(Standing.SEATED);
      assertThat(grid.leading().term().number()).isEqualTo(1);
    }
  }

  private static List<Standing> standings(GridFixture grid) {
    return grid.store.read().orElseThrow().seats().stream().map(SeatRecord::standing).toList();
  }

  @Test
  void onlyOneSeatLeavesAtATime() throws Exception {
    try (GridFixture grid = new GridFixture(25_900)) {
      TermRecord record = grid.store.read().orElseThrow();
      Testimony testimony = new Testimony(grid.store);
      assertThat(testimony.announceLeaving(record, record.seats().subList(0, 1))).isTrue();
      assertThat(testimony.announceLeaving(record, record.seats().subList(1, 2))).isFalse();
    }
  }

  private static boolean knowsThePool(SeatHost host) {
    return host.askLocally(new Query.ReadPools(), LIMIT) instanceof Answer.Pools pools
        && !pools.pools().isEmpty();
  }
}
