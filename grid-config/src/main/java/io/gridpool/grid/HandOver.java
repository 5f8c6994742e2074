package io.gridpool.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.cp.CPMember;
import com.hazelcast.cp.internal.CPMemberInfo;
import com.hazelcast.cp.internal.RaftService;
import com.hazelcast.cp.internal.raft.impl.RaftEndpoint;
import com.hazelcast.cp.internal.raft.impl.RaftNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Gives leaderships of one member away.
 *
 * <p>METADATA counts too, the group of Hazelcast's own that changes the members of the others: a
 * leader of it that is removed itself leaves its last change half made, and its successor takes
 * twenty seconds to find the end.
 *
 * <p>Errors: {@link TryLaterException} when the group does not change its leader in time.
 */
final class HandOver {
  private static final int TRANSFER_LIMIT_MS = 2_000;

  private final RaftService raft;
  private final HazelcastInstance hazelcast;
  private final List<String> own;

  /** Of a member; seats at the addresses {@code own} are its successors only without others. */
  HandOver(RaftService raft, HazelcastInstance hazelcast, List<String> own) {
    this.raft = raft;
    this.hazelcast = hazelcast;
    this.own = List.copyOf(own);
  }

  /** Gives a group that this member leads to another seat that takes part, if there is one. */
  void give(RaftNode led) {
    Optional<CPMemberInfo> successor = successor(led);
    if (successor.isPresent()) {
      CompletionStage<?> transferred = raft.transferLeadership(led.getGroupId(), successor.get());
      var _ = Waiting.on(transferred, Duration.ofMillis(TRANSFER_LIMIT_MS));
    }
  }

  private Optional<CPMemberInfo> successor(RaftNode node) {
    return node.getAppliedMembers().stream()
        .filter(follower -> !Objects.equals(raft.getLocalCPEndpoint(), follower))
        .map(this::memberOf)
        .flatMap(Optional::stream)
        .filter(this::takesPart)
        .min(Comparator.comparing(seat -> own.contains(HostPort.of(seat.getAddress()).text())));
  }

  private Optional<CPMemberInfo> memberOf(RaftEndpoint endpoint) {
    CPMember member =
        raft.getInvocationManager().getRaftInvocationContext().getCPMember(endpoint.getUuid());
    return member instanceof CPMemberInfo info ? Optional.of(info) : Optional.empty();
  }

  private boolean takesPart(CPMember seat) {
    return hazelcast.getCluster().getMembers().stream()
        .map(Member::getAddress)
        .anyMatch(seat.getAddress()::equals);
  }
}
