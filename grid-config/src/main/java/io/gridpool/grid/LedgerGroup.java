package io.gridpool.grid;

import com.hazelcast.cp.CPGroupId;
import com.hazelcast.cp.internal.RaftGroupId;
import com.hazelcast.cp.internal.raft.QueryPolicy;
import com.hazelcast.cp.internal.raft.impl.RaftNode;
import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.raft.ApplyOp;
import io.gridpool.grid.raft.AskOp;
import io.gridpool.ledger.Ledger;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.outcome.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One consensus group as the seats of this process see it: entries and reads go to the Raft nodes
 * here, never through Hazelcast's invocation, which waits for a silent leader until the member is
 * declared dead.
 */
record LedgerGroup(List<Seat> seats, CPGroupId id) {
  LedgerGroup {
    seats = List.copyOf(seats);
  }

  /** The id as terms record it: {@code name@seed-id}. */
  static String name(CPGroupId group) {
    long seed = group instanceof RaftGroupId raft ? raft.getSeed() : 0;
    return group.getName() + "@" + seed + "-" + group.getId();
  }

  /** The same group with one more seat of this process. */
  LedgerGroup with(Seat seat) {
    return new LedgerGroup(Stream.concat(seats.stream(), Stream.of(seat)).toList(), id);
  }

  /** The same group without a seat of this process. */
  LedgerGroup without(Seat seat) {
    return new LedgerGroup(seats.stream().filter(one -> one != seat).toList(), id);
  }

  /** The seat whose replica is read here. */
  Seat first() {
    return seats.stream()
        .filter(seat -> seat.node(id) != null)
        .findFirst()
        .or(() -> seats.stream().findFirst())
        .orElseThrow(() -> new TryLaterException("this process has no seat any more"));
  }

  boolean leads() {
    return seats.stream().anyMatch(seat -> seat.leads(id));
  }

  /** Address of the member that leads, as a seat of this process believes. */
  Optional<HostPort> leader() {
    return seats.stream().flatMap(seat -> seat.leader(id).stream()).findFirst();
  }

  /** Seats of this process lead no more, until they are elected. */
  void stepDown() {
    seats.stream()
        .filter(seat -> seat.leads(id))
        .flatMap(seat -> Stream.ofNullable(seat.node(id)))
        .forEach(StepDown::of);
  }

  List<Outcome> commit(Batch batch, Duration limit) {
    FaultPoint.SEAT_COMMIT.before();
    List<Outcome> outcomes =
        Waiting.onCommit(LedgerGroup.<List<Outcome>>replicate(leading(), batch, level()), limit);
    FaultPoint.SEAT_COMMIT.after();
    return outcomes;
  }

  /** The level in force, as a replica of this process knows it: it may lag, never run ahead. */
  int level() {
    return first().ledgers().level(id);
  }

  /** Reads on the leading seat after a majority confirmed that it leads. */
  <T> T readTruth(Function<Ledger, T> question, Duration limit) {
    return read(leading(), question, QueryPolicy.LINEARIZABLE, limit);
  }

  /** Reads one replica of this process. */
  <T> T readLocally(Function<Ledger, T> question, Duration limit) {
    return read(local(first()), question, QueryPolicy.ANY_LOCAL, limit);
  }

  /** Reads the replica of every seat of this process. */
  <T> List<T> readEach(Function<Ledger, T> question, Duration limit) {
    return seats.stream()
        .map(seat -> read(local(seat), question, QueryPolicy.ANY_LOCAL, limit))
        .toList();
  }

  private RaftNode leading() {
    return seats.stream()
        .filter(seat -> seat.leads(id))
        .findFirst()
        .map(this::local)
        .orElseThrow(() -> new TryLaterException("this process does not lead"));
  }

  private RaftNode local(Seat seat) {
    return Optional.ofNullable(seat.node(id))
        .orElseThrow(() -> new TryLaterException("this process holds no replica"));
  }

  @SuppressWarnings("unchecked") // the raw future of RaftNode completes with what our op returns
  private static <T> CompletionStage<T> replicate(RaftNode node, Batch batch, int level) {
    return node.replicate(ApplyOp.of(batch, level));
  }

  @SuppressWarnings("unchecked") // the raw future of RaftNode completes with what our op returns
  private static <T> T read(
      RaftNode node, Function<Ledger, T> question, QueryPolicy policy, Duration limit) {
    return Waiting.on((CompletionStage<T>) node.query(new AskOp(question), policy), limit);
  }
}
