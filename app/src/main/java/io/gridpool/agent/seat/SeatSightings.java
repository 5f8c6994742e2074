package io.gridpool.agent.seat;

import io.gridpool.agent.proto.seat.QueryRequest;
import io.gridpool.agent.proto.seat.SeatGrpc;
import io.gridpool.grid.SeatRecord;
import io.gridpool.ledger.model.TermId;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Which seats answer this agent now, and the sentence for those who wait when too few do.
 *
 * <p>Thread: any. All seats are asked at once, at most once in {@link #FRESH_MS}, however many
 * callers want to know. The question belongs to no term, so a seat refuses it without asking the
 * others; one that is frozen does not.
 */
final class SeatSightings {
  /** How long an answer counts, in milliseconds. */
  static final int FRESH_MS = 2_000;

  /** How long a seat may take to answer, in milliseconds. */
  static final int LIMIT_MS = 500;

  /** Whom no seat answers cannot tell lost seats from a lost cable. */
  private static final String ALONE = "; perhaps it is this node that is cut off";

  private final SeatChannels channels;
  private Set<String> answering = Set.of();
  private long askedAtNs;
  private boolean asked;

  SeatSightings(SeatChannels channels) {
    this.channels = channels;
  }

  /** What is missing, naming nodes and addresses; empty while a majority of the seats answers. */
  Optional<String> missing(SeatList list) {
    Set<String> there = answering(list.addresses());
    List<SeatRecord> silent =
        list.seats().stream().filter(seat -> !there.contains(seat.agentAddress())).toList();
    int needed = list.seats().size() / 2 + 1;
    int left = list.seats().size() - silent.size();
    return left >= needed
        ? Optional.empty()
        : Optional.of(sentence(list.seats().size(), needed, left, silent));
  }

  private static String sentence(int seats, int needed, int left, List<SeatRecord> silent) {
    String names =
        silent.stream()
            .map(seat -> seat.node() + " (" + seat.agentAddress() + ")")
            .distinct()
            .collect(Collectors.joining(", "));
    return "the ledger has no majority: "
        + needed
        + " of "
        + seats
        + " seats are needed and "
        + left
        + " answer; waited for: "
        + names
        + (left == 0 ? ALONE : "");
  }

  private synchronized Set<String> answering(List<String> addresses) {
    long freshNs = TimeUnit.MILLISECONDS.toNanos(FRESH_MS);
    if (!asked || System.nanoTime() - askedAtNs > freshNs) {
      answering = askAll(addresses);
      askedAtNs = System.nanoTime();
      asked = true;
    }
    return answering;
  }

  private Set<String> askAll(List<String> addresses) {
    Map<String, Boolean> found = new ConcurrentHashMap<>();
    List<Thread> threads = new ArrayList<>();
    for (String address : addresses) {
      threads.add(Thread.ofVirtual().start(() -> found.put(address, answers(address))));
    }
    for (Thread thread : threads) {
      try {
        thread.join(2L * LIMIT_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    Set<String> there = new HashSet<>(found.keySet());
    there.removeIf(address -> !Boolean.TRUE.equals(found.get(address)));
    return there;
  }

  private boolean answers(String address) {
    try {
      var _ =
          SeatGrpc.newBlockingStub(channels.to(address))
              .withWaitForReady()
              .withDeadlineAfter(LIMIT_MS, TimeUnit.MILLISECONDS)
              .query(QueryRequest.newBuilder().setTerm(SeatWire.term(TermId.NONE)).build());
      return true;
    } catch (StatusRuntimeException e) {
      Status.Code code = e.getStatus().getCode();
      return code != Status.Code.UNAVAILABLE && code != Status.Code.DEADLINE_EXCEEDED;
    }
  }
}
