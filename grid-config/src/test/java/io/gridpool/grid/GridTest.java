package io.gridpool.grid;

import static io.gridpool.grid.GridFixture.LIMIT;
import static io.gridpool.grid.GridFixture.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.cp.internal.RaftEndpointImpl;
import com.hazelcast.cp.internal.raft.impl.RaftNode;
import com.hazelcast.cp.internal.raft.impl.RaftNodeImpl;
import com.hazelcast.spi.impl.InternalCompletableFuture;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** One life of a grid of three seats, told in order because a start takes seconds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GridTest {
  private static final int FIRST_PORT = 25_700;
  private GridFixture grid;

  @BeforeAll
  void open() throws Exception {
    grid = new GridFixture(FIRST_PORT);
    System.out.println("formation of three seats: " + grid.formationMs + " ms");
  }

  @AfterAll
  void close() {
    grid.close();
  }

  @Test
  @Order(1)
  void recordsTheTermItFormed() {
    TermRecord record = grid.store.read().orElseThrow();

    assertThat(record.formed()).isTrue();
    assertThat(record.term().number()).isEqualTo(1);
    assertThat(record.term().group()).startsWith("ipam@");
    assertThat(record.seats())
        .extracting(SeatRecord::seatId)
        .doesNotContain("")
        .doesNotHaveDuplicates();
    assertThat(grid.hosts).extracting(SeatHost::term).containsOnly(record.term());
  }

  @Test
  @Order(2)
  void commitsOnTheLeadingSeatAndReadsItBack() {
    List<Outcome> outcomes = commit(pool("first", 1, 10));

    assertThat(outcomes).singleElement().isInstanceOf(Outcome.PoolStored.class);
    Answer answer = grid.leading().ask(new Query.ReadPools(), LIMIT);
    assertThat(((Answer.Pools) answer).pools()).hasSize(1);
  }

  @Test
  @Order(3)
  void aSeatThatDoesNotLeadNamesTheOneThatDoes() {
    SeatHost leading = grid.leading();
    SeatHost follower =
        grid.hosts.stream().filter(host -> host != leading).findFirst().orElseThrow();

    assertThatThrownBy(() -> follower.commit(batch(pool("x", 9, 9)), LIMIT))
        .isInstanceOf(TryLaterException.class);
    await(
        () -> follower.leader().map(SeatRecord::seatId).equals(Optional.of(seatIdNow(leading))),
        "the one that leads is named");
  }

  @Test
  @Order(4)
  void refusesABatchOfAnotherTerm() {
    Batch foreign = new Batch(new TermId(7, "other"), 1, List.of(pool("y", 8, 8)));

    assertThat(grid.leading().commit(foreign, LIMIT))
        .singleElement()
        .isInstanceOf(Outcome.WrongTerm.class);
  }

  @Test
  @Order(5)
  void replicasAreByteEqualAfterManyCommitsAndSnapshots() {
    for (int i = 0; i < 130; i++) {
      commit(pool("second", 2, 10 + i % 2));
    }
    assertReplicasEqual();
  }

  /** As Hazelcast leaves a leader whose successor is removed while it hands over. */
  @Test
  @Order(6)
  void aLeaderWhoseSuccessorLeftTheGroupTakesEntriesAgain() {
    SeatHost leading = grid.leading();
    RaftNode led = requireNonNull(leading.group().first().node(leading.group().id()));
    var node = (RaftNodeImpl) led;
    var transfer = new InternalCompletableFuture<Object>();
    var gone = new RaftEndpointImpl(UUID.randomUUID());
    node.execute(() -> node.state().initLeadershipTransfer(gone, transfer));
    assertThatThrownBy(() -> leading.commit(batch(pool("first", 1, 11)), LIMIT))
        .isInstanceOf(TryLaterException.class);
    assertThat(leading.ask(new Query.ReadStatus(), LIMIT)).isInstanceOf(Answer.Status.class);
    assertThatThrownBy(() -> leading.commitNothing(LIMIT)).isInstanceOf(TryLaterException.class);

    leading.endStuckTransfers();

    assertThat(leading.commit(batch(pool("first", 1, 12)), LIMIT))
        .singleElement()
        .isInstanceOf(Outcome.PoolStored.class);
    assertThat(transfer).isCompletedExceptionally();
  }

  @Test
  @Order(7)
  void aRestartedSeatTakesItsSeatAgainAndGetsTheSnapshot() {
    SeatHost victim = grid.hosts.stream().filter(host -> !host.leads()).findFirst().orElseThrow();
    int at = grid.hosts.indexOf(victim);
    String seatBefore = seatIdNow(victim);
    victim.terminate();
    commit(pool("third", 3, 4));

    SeatHost back = grid.open(grid.seats.get(at));
    grid.hosts.set(at, back);

    assertThat(back.seatIds()).hasSize(1).doesNotContain(seatBefore);
    assertThat(grid.store.read().orElseThrow().seats().get(at).seatId()).isEqualTo(seatIdNow(back));
    assertReplicasEqual();
  }

  @Test
  @Order(8)
  void aStrangerWithAnotherKeyJoinsNothing() {
    HandshakeKeys wrong =
        HandshakeKeys.of("not the key of the seats".getBytes(StandardCharsets.UTF_8));
    SeatRecord stranger = new SeatRecord("stranger", "127.0.1.9:25709", "", "");
    TermRecord record = with(stranger);

    assertThatThrownBy(() ->
            Seat.start(MemberStart.joining(GridFixture.settings(wrong), record, stranger, door())))
        .isInstanceOf(TryLaterException.class);
  }

  @Test
  @Order(9)
  void aMemberThatIsNotRecordedIsRefused() {
    SeatRecord stranger = new SeatRecord("stranger", "127.0.1.9:25708", "", "");
    TermRecord record = with(stranger);

    assertThatThrownBy(() ->
            Seat.start(
                MemberStart.joining(
                    GridFixture.settings(GridFixture.KEYS), record, stranger, door())))
        .isInstanceOf(TryLaterException.class);
  }

  @Test
  @Order(10)
  void aJoinerWithoutItsDoorFormsNothing() {
    SeatRecord alone = new SeatRecord("alone", "127.0.1.8:25707", "", "");

    assertThatThrownBy(() ->
            Seat.start(
                MemberStart.joining(
                    GridFixture.settings(GridFixture.KEYS),
                    new TermRecord(new TermId(77, "none"), true, List.of(alone), ""),
                    alone,
                    "127.0.1.8:25799")))
        .isInstanceOf(TryLaterException.class);
  }

  @Test
  @Order(11)
  void theOthersGoOnWhenTheLeadingSeatLeaves() {
    SeatHost leaving = grid.leading();
    leaving.close();
    grid.hosts.remove(leaving);

    assertThat(commit(pool("fourth", 4, 5))).singleElement().isInstanceOf(Outcome.PoolStored.class);
    assertReplicasEqual();
  }

  private String door() {
    return grid.hosts.getFirst().leader().orElseThrow().memberAddress();
  }

  private TermRecord with(SeatRecord stranger) {
    TermRecord known = grid.store.read().orElseThrow();
    List<SeatRecord> seats = new ArrayList<>(known.seats());
    seats.add(stranger);
    return new TermRecord(known.term(), true, seats, "");
  }

  private static String seatIdNow(SeatHost host) {
    return host.seatIds().getFirst();
  }

  private void assertReplicasEqual() {
    long index = grid.leading().appliedIndex();
    await(
        () -> grid.hosts.stream().allMatch(host -> host.appliedIndex() >= index),
        "replicas caught up");
    byte[] expected = grid.leading().freezeLocally(LIMIT).getFirst().encode();
    assertThat(grid.hosts)
        .allSatisfy(
            host -> assertThat(host.freezeLocally(LIMIT).getFirst().encode()).isEqualTo(expected));
  }

  /** Commits where the leader is; an election in between is followed. */
  private List<Outcome> commit(Command command) {
    Deadline deadline = Deadline.in(Duration.ofMinutes(1));
    while (true) {
      try {
        return grid.leading().commit(batch(command), LIMIT);
      } catch (TryLaterException e) {
        if (deadline.over()) {
          throw e;
        }
      }
    }
  }

  private Batch batch(Command command) {
    return new Batch(grid.hosts.getFirst().term(), System.currentTimeMillis(), List.of(command));
  }

  /** A pool in a subnet of its own, with addresses up to {@code last}. */
  private static PutPool pool(String name, int net, int last) {
    return new PutPool(
        new PoolSpec(
            name,
            Subnet.parse("10." + net + ".0.0/16"),
            List.of(AddressRange.parse("10." + net + ".0.1-10." + net + ".0." + last)),
            List.of(),
            0,
            false,
            ""));
  }
}
