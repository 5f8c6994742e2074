package io.gridpool.grid;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.ConfigAccessor;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.ServiceConfig;
import com.hazelcast.config.SocketInterceptorConfig;
import com.hazelcast.config.cp.RaftAlgorithmConfig;
import io.gridpool.grid.raft.LedgerService;
import io.gridpool.grid.raft.LedgerWire;
import java.util.Map;

/**
 * The Hazelcast configuration of a seat: every setting that is not the default, named, with its
 * unit.
 *
 * <p>The timings belong together: they were measured as a set (a leader that falls silent is
 * replaced within 2-3 s, a pause of a second costs nobody the leadership, a split of the member
 * list heals within 10 s). Change one only with a measurement.
 */
final class MemberConfig {
  static final int ELECTION_TIMEOUT_MS = 500;
  static final int HEARTBEAT_PERIOD_MS = 500;
  static final int HEARTBEATS_MISSED_MAX = 4;
  static final int UNCOMMITTED_MAX = 1_000;
  static final int APPEND_ENTRIES_MAX = 100;

  /** An unanswered append blocks the next for up to 20 of these: keep below the heartbeat limit. */
  static final int APPEND_BACKOFF_MS = 20;

  static final int SESSION_TTL_SECONDS = 60;
  static final int SESSION_HEARTBEAT_SECONDS = 5;

  /** Off: a dead seat is removed on evidence, never because time passed. */
  static final int AUTO_REMOVAL_SECONDS = 0;

  static final int CONNECT_TIMEOUT_SECONDS = 2;
  static final int SHUTDOWN_WAIT_SECONDS = 20;

  /** What an exception may carry: the id of a leader, suppressed exceptions, a cause from below. */
  private static final String[] EXCEPTION_PARTS = {
    "java.util.UUID",
    "java.util.CollSer",
    "java.util.ArrayList",
    "java.util.Collections$EmptyList",
    "java.io.IOException",
    "java.io.EOFException"
  };

  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
          // Shorter, and a pause of a healthy member splits the list into parts that never meet.
          Map.entry("hazelcast.max.no.heartbeat.seconds", "15"),
          Map.entry("hazelcast.invocation.retry.pause.millis", "100"),
          Map.entry("hazelcast.invocation.max.retry.count", "300"),
          Map.entry("hazelcast.operation.call.timeout.millis", "10000"),
          Map.entry("hazelcast.socket.connect.timeout.seconds", "" + CONNECT_TIMEOUT_SECONDS),
          Map.entry("hazelcast.merge.first.run.delay.seconds", "10"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "10"),
          Map.entry("hazelcast.max.wait.seconds.before.join", "5"),
          Map.entry("hazelcast.graceful.shutdown.max.wait", "" + SHUTDOWN_WAIT_SECONDS),
          Map.entry("hazelcast.shutdownhook.enabled", "false"),
          Map.entry("hazelcast.socket.bind.any", "false"),
          // Leadership moves when a leader ends. A transfer whose successor is removed never ends,
          // and its leader takes no entries any more (5.4.0, LeadershipTransferTask).
          Map.entry("hazelcast.raft.leadership.rebalance.period", "" + Integer.MAX_VALUE),
          Map.entry("hazelcast.phone.home.enabled", "false"),
          Map.entry("hazelcast.logging.type", "slf4j"),
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.io.thread.count", "1"),
          Map.entry("hazelcast.event.thread.count", "1"));

  private MemberConfig() {}

  /** A configuration of its own: the service and the factories must not be shared by members. */
  static Config of(MemberStart start, LedgerService ledgers) {
    Config config = new Config();
    config.setClusterName(start.settings().clusterName(start.record().term().number()));
    PROPERTIES.forEach(config::setProperty);
    MemberTuning tuning = start.settings().tuning();
    config.setProperty("hazelcast.wait.seconds.before.join", "" + tuning.joinWaitSeconds());
    config.setProperty("hazelcast.max.join.seconds", "" + tuning.joinLimitSeconds());
    config.getJetConfig().setEnabled(false);
    boolean watched = start.settings().door().isPresent();
    config.getMetricsConfig().setEnabled(watched).getJmxConfig().setEnabled(false);
    config
        .getManagementCenterConfig()
        .setScriptingEnabled(false)
        .setConsoleEnabled(false)
        .setDataAccessEnabled(watched);
    network(config.getAdvancedNetworkConfig(), start);
    consensus(config, start.settings());
    serialization(config);
    ConfigAccessor.getServicesConfig(config)
        .addServiceConfig(
            new ServiceConfig()
                .setEnabled(true)
                .setName(LedgerService.NAME)
                .setImplementation(ledgers));
    return config;
  }

  /** No REST or memcache; the client protocol only where asked for, on a port of its own. */
  private static void network(AdvancedNetworkConfig network, MemberStart start) {
    HostPort own = HostPort.parse(start.own().memberAddress());
    ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
    endpoint.setPort(own.port()).setPortAutoIncrement(false);
    // With endpoints of their own the global connect timeout does not count.
    endpoint.setSocketConnectTimeoutSeconds(CONNECT_TIMEOUT_SECONDS);
    // Makes Hazelcast ask for the handshake; the class name is never loaded (MemberContext
    // answers).
    endpoint.setSocketInterceptorConfig(
        new SocketInterceptorConfig().setEnabled(true).setClassName("gridpool"));
    network.setEnabled(true).setMemberEndpointConfig(endpoint);
    start
        .settings()
        .door()
        .ifPresent(door -> network.setClientEndpointConfig(clients(door.portOf(own))));
    network
        .getMemberAddressProviderConfig()
        .setEnabled(true)
        .setImplementation(FixedAddress.of(own, start.settings().door()));
    join(network.getJoin(), start);
  }

  /** For Management Center; asks {@link MemberContext} about each connection, too. */
  private static ServerSocketEndpointConfig clients(int port) {
    ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
    endpoint.setPort(port).setPortAutoIncrement(false);
    endpoint.setSocketInterceptorConfig(
        new SocketInterceptorConfig().setEnabled(true).setClassName("gridpool"));
    return endpoint;
  }

  private static void join(JoinConfig join, MemberStart start) {
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig()
        .setEnabled(true)
        .setConnectionTimeoutSeconds(CONNECT_TIMEOUT_SECONDS)
        .setMembers(start.memberAddresses());
    // A member with a required member joins through it or fails: it never makes itself a master.
    start.requiredMember().ifPresent(join.getTcpIpConfig()::setRequiredMember);
  }

  private static void consensus(Config config, GridSettings settings) {
    RaftAlgorithmConfig raft =
        new RaftAlgorithmConfig()
            .setLeaderElectionTimeoutInMillis(ELECTION_TIMEOUT_MS)
            .setLeaderHeartbeatPeriodInMillis(HEARTBEAT_PERIOD_MS)
            .setMaxMissedLeaderHeartbeatCount(HEARTBEATS_MISSED_MAX)
            .setUncommittedEntryCountToRejectNewAppends(UNCOMMITTED_MAX)
            .setCommitIndexAdvanceCountToSnapshot(settings.tuning().commitsPerSnapshot())
            .setAppendRequestMaxEntryCount(APPEND_ENTRIES_MAX)
            .setAppendRequestBackoffTimeoutInMillis(APPEND_BACKOFF_MS);
    config
        .getCPSubsystemConfig()
        .setCPMemberCount(settings.cpMemberCount())
        .setGroupSize(settings.cpMemberCount())
        .setSessionTimeToLiveSeconds(SESSION_TTL_SECONDS)
        .setSessionHeartbeatIntervalSeconds(SESSION_HEARTBEAT_SECONDS)
        .setMissingCPMemberAutoRemovalSeconds(AUTO_REMOVAL_SECONDS)
        .setFailOnIndeterminateOperationState(false)
        .setRaftAlgorithmConfig(raft);
  }

  /** Our types by factory; Java serialization only for the exceptions Hazelcast sends that way. */
  private static void serialization(Config config) {
    JavaSerializationFilterConfig filter =
        new JavaSerializationFilterConfig().setDefaultsDisabled(true);
    filter
        .getWhitelist()
        .addPrefixes("com.hazelcast.", "java.lang.", "java.util.concurrent.", "[")
        .addClasses(EXCEPTION_PARTS);
    config.getSerializationConfig().setJavaSerializationFilterConfig(filter);
    LedgerWire.register(config.getSerializationConfig());
  }
}
