package io.gridpool.grid;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.cp.CPGroup;
import com.hazelcast.cp.CPGroupId;
import com.hazelcast.cp.CPMember;
import com.hazelcast.cp.internal.CPMemberInfo;
import com.hazelcast.cp.internal.RaftGroupId;
import com.hazelcast.cp.internal.RaftService;
import com.hazelcast.cp.internal.raft.impl.RaftEndpoint;
import com.hazelcast.cp.internal.raft.impl.RaftNode;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.map.IMap;
import io.gridpool.grid.raft.LedgerService;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One running Hazelcast member that holds, or may take, a seat.
 *
 * <p>Errors: what the cluster cannot answer in time is a {@link TryLaterException}.
 */
final class Seat {
  /** How long a question to the management of the seats may take, in milliseconds. */
  static final int MANAGEMENT_LIMIT_MS = 5_000;

  private final SeatRecord record;
  private final HazelcastInstance hazelcast;
  private final RaftService raft;
  private final LedgerService ledgers;
  private final MemberContext doors;
  private final int seatCount;

  private Seat(
      MemberStart start, HazelcastInstance hazelcast, LedgerService ledgers, MemberContext doors) {
    this.doors = doors;
    this.record = start.own();
    this.seatCount = start.settings().cpMemberCount();
    this.hazelcast = hazelcast;
    this.ledgers = ledgers;
    this.raft = engineOf(hazelcast).node.nodeEngine.getService(RaftService.SERVICE_NAME);
  }

  /** Starts the member and waits until it has joined; blocks for seconds. */
  static Seat start(MemberStart start) {
    LedgerService ledgers = new LedgerService(start.settings().halt(), start.settings().reads());
    MemberContext doors = new MemberContext(start);
    String name = start.own().memberAddress() + "/" + UUID.randomUUID();
    try {
      return new Seat(
          start,
          HazelcastInstanceFactory.newHazelcastInstance(
              MemberConfig.of(start, ledgers), name, doors),
          ledgers,
          doors);
    } catch (IllegalStateException | HazelcastException e) {
      throw new TryLaterException(
          start.own().memberAddress()
              + " did not join within "
              + start.settings().tuning().joinLimitSeconds()
              + " s: "
              + e.getMessage(),
          e);
    }
  }

  /** The seat as recorded; its id may be older than the one held now. */
  SeatRecord record() {
    return record;
  }

  /** A map of all members; made by its first use. */
  IMap<String, HazelcastJsonValue> map(String name) {
    return hazelcast.getMap(name);
  }

  LedgerService ledgers() {
    return ledgers;
  }

  /** Whether the seats have found each other, waiting {@code limit} at most. */
  boolean awaitDiscovery(Duration limit) {
    try {
      return raft.awaitUntilDiscoveryCompleted(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  /** Makes the group of the ledger or finds it; fails while seats are missing. */
  CPGroupId createGroup() {
    RaftGroupId made =
        Waiting.on(
            raft.getInvocationManager().createRaftGroup(LedgerService.GROUP, seatCount),
            Duration.ofMillis(MANAGEMENT_LIMIT_MS));
    return made;
  }

  /** The group of the ledger as the seats know it now; empty when there is none. */
  Optional<CPGroupId> findGroup() {
    CPGroup group =
        Waiting.on(raft.getCPGroup(LedgerService.GROUP), Duration.ofMillis(MANAGEMENT_LIMIT_MS));
    return Optional.ofNullable(group).map(CPGroup::id);
  }

  /** All seats of the grid, of dead members too. */
  List<CPMember> seats() {
    return List.copyOf(Waiting.on(raft.getCPMembers(), Duration.ofMillis(MANAGEMENT_LIMIT_MS)));
  }

  /** Id of the seat this member holds; empty when it holds none. */
  Optional<String> seatId() {
    return Optional.ofNullable(raft.getLocalCPMember()).map(held -> held.getUuid().toString());
  }

  /**
   * Ids of the members of the ledger's group, as the seats agreed on them; one that was removed is
   * missing here only after the group itself has committed that.
   */
  Set<String> voters() {
    CPGroup group =
        Waiting.on(raft.getCPGroup(LedgerService.GROUP), Duration.ofMillis(MANAGEMENT_LIMIT_MS));
    if (group == null) {
      throw new TryLaterException("the grid holds no ledger");
    }
    return group.members().stream()
        .map(member -> member.getUuid().toString())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether this member is a voter of the group and has applied everything up to the entry that
   * made it one.
   */
  boolean votes(CPGroupId group) {
    RaftNode node = node(group);
    return node != null && node.getCommittedMembers().contains(node.getLocalMember());
  }

  /** Addresses of the members that take part in the cluster now, as this one sees it. */
  Set<HostPort> present() {
    return hazelcast.getCluster().getMembers().stream()
        .map(member -> HostPort.of(member.getAddress()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Tells a member that has just joined where the seats are. The leading seat tells it too, but
   * that message is often dropped, because it overtakes the list of members; the next one comes up
   * to 10 s later, and until then every question goes nowhere. What is told later wins.
   *
   * <p>Source: Hazelcast 5.4.0 {@code MetadataRaftGroupManager.broadcastActiveCPMembers}.
   */
  void learn(List<SeatRecord> seats) {
    List<CPMemberInfo> known =
        seats.stream()
            .filter(SeatRecord::isSeated)
            .map(seat ->
                new CPMemberInfo(
                    UUID.fromString(seat.seatId()), HostPort.parse(seat.memberAddress()).address()))
            .toList();
    var _ = raft.updateInvocationManagerMembers(0, 0, known);
  }

  /** From now on members at these addresses may join, and are looked for after a split. */
  void admit(List<String> memberAddresses) {
    doors.admit(memberAddresses);
    hazelcast
        .getConfig()
        .getAdvancedNetworkConfig()
        .getJoin()
        .getTcpIpConfig()
        .setMembers(memberAddresses);
  }

  /** Takes the seat of a dead predecessor away. */
  void remove(UUID seatId) {
    Waiting.on(raft.removeCPMember(seatId), Duration.ofMillis(MANAGEMENT_LIMIT_MS));
  }

  /** Takes a seat. */
  void promote() {
    Waiting.on(raft.promoteToCPMember(), Duration.ofMillis(MANAGEMENT_LIMIT_MS));
  }

  /** The Raft node of a group in this process; null without a replica or after the end. */
  @Nullable RaftNode node(CPGroupId group) {
    RaftNode node = raft.getRaftNode(group);
    return node == null || node.isTerminatedOrSteppedDown() ? null : node;
  }

  boolean leads(CPGroupId group) {
    RaftNode node = node(group);
    return node != null && node.getLocalMember().equals(node.getLeader());
  }

  /** {@code host:port} of the member that leads, as this one believes. */
  Optional<HostPort> leader(CPGroupId group) {
    RaftNode node = node(group);
    RaftEndpoint leader = node == null ? null : node.getLeader();
    if (leader == null) {
      return Optional.empty();
    }
    CPMember member =
        raft.getInvocationManager().getRaftInvocationContext().getCPMember(leader.getUuid());
    return Optional.ofNullable(member).map(known -> HostPort.of(known.getAddress()));
  }

  /** Calls {@code changed} whenever the members of the cluster changed, on Hazelcast's threads. */
  void onMembershipChange(Runnable changed) {
    hazelcast.getCluster().addMembershipListener(new MembershipBell(changed));
    hazelcast
        .getLifecycleService()
        .addLifecycleListener(event -> {
          if (event.getState() == LifecycleState.MERGED) {
            changed.run();
          }
        });
  }

  /** The same of Hazelcast's own group, METADATA, which changes the members of the others. */
  Optional<HostPort> metadataLeader() {
    return leader(raft.getMetadataGroupId());
  }

  /**
   * Gives the leadership of the group, and of METADATA, to another live seat, where this one has
   * it: to one outside of {@code own} where there is one.
   */
  void handOver(CPGroupId group, List<String> own) {
    HandOver handOver = new HandOver(raft, hazelcast, own);
    for (CPGroupId one : List.of(group, raft.getMetadataGroupId())) {
      RaftNode node = node(one);
      if (node != null && leads(one)) {
        handOver.give(node);
      }
    }
  }

  /** Ends what {@link StuckTransfer} describes, in the group and in METADATA. */
  void endStuckTransfers(CPGroupId group) {
    Stream.of(group, raft.getMetadataGroupId())
        .map(this::node)
        .filter(Objects::nonNull)
        .forEach(StuckTransfer::end);
  }

  /** Leaves the cluster in order; Hazelcast itself bounds this. */
  void shutDown() {
    hazelcast.shutdown();
  }

  /** Ends the member at once. */
  void terminate() {
    hazelcast.getLifecycleService().terminate();
  }

  private static HazelcastInstanceImpl engineOf(HazelcastInstance hazelcast) {
    return hazelcast instanceof HazelcastInstanceImpl original
        ? original
        : ((HazelcastInstanceProxy) hazelcast).getOriginal();
  }
}
