package io.gridpool.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.impl.clientside.HazelcastClientInstanceImpl;
import com.hazelcast.client.impl.clientside.HazelcastClientProxy;
import com.hazelcast.client.impl.protocol.ClientMessage;
import com.hazelcast.client.impl.protocol.codec.MCChangeClusterStateCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetCPMembersCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetTimedMemberStateCodec;
import com.hazelcast.client.impl.protocol.codec.MCReadMetricsCodec;
import com.hazelcast.client.impl.protocol.codec.MCResetCPSubsystemCodec;
import com.hazelcast.client.impl.protocol.codec.MCShutdownMemberCodec;
import com.hazelcast.client.impl.spi.impl.ClientInvocation;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.EndAdoption;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What Management Center sees through the client door, and what nobody can do through it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagementCenterTest {
  private static final int PORT = 17_240;
  private static final int OFFSET = 5;
  private static final ClientDoor DOOR =
      new ClientDoor(OFFSET, List.of(Subnet.parse("127.0.0.0/24")));

  private GridFixture grid;
  private List<Picture> pictures;
  private HazelcastInstance client;

  @BeforeAll
  void open() throws Exception {
    grid = new GridFixture(PORT, Optional.of(DOOR));
    pictures = grid.hosts.stream().map(Picture::start).toList();
    var _ =
        grid.leading()
            .commit(
                new Batch(
                    grid.leading().term(),
                    System.currentTimeMillis(),
                    List.of(new EndAdoption(), new PutPool(pool()), add("web-0"), add("web-1"))),
                GridFixture.LIMIT);
    client = client(grid.seats.getFirst());
  }

  @AfterAll
  void close() {
    client.shutdown();
    pictures.forEach(Picture::close);
    grid.close();
  }

  private static PoolSpec pool() {
    return new PoolSpec(
        "shop",
        Subnet.parse("10.9.0.0/24"),
        List.of(AddressRange.parse("10.9.0.10-10.9.0.19")),
        List.of(),
        PoolSpec.COOLDOWN_MS_DEFAULT,
        false,
        "");
  }

  private static Acquire add(String pod) {
    return new Acquire(
        new EndpointKey("shop", pod),
        "uid-" + pod,
        "node-0",
        "container-of-" + pod,
        new Owner("apps", "StatefulSet", "web"),
        true,
        List.of(new Want("eth0", IpFamily.V4, List.of("shop"), null)),
        true,
        "",
        "");
  }

  private static HazelcastInstance client(SeatRecord seat) {
    HostPort member = HostPort.parse(seat.memberAddress());
    ClientConfig config = new ClientConfig();
    config.setClusterName("test-1");
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.getNetworkConfig().addAddress(member.host() + ":" + DOOR.portOf(member));
    config
        .getConnectionStrategyConfig()
        .getConnectionRetryConfig()
        .setClusterConnectTimeoutMillis(20_000);
    return HazelcastClient.newHazelcastClient(config);
  }

  private IMap<String, HazelcastJsonValue> map(String name) {
    return client.getMap(name);
  }

  private ClientMessage ask(ClientMessage message) throws Exception {
    HazelcastClientInstanceImpl inside = ((HazelcastClientProxy) client).client;
    var member = client.getCluster().getMembers().iterator().next().getUuid();
    return new ClientInvocation(inside, message, null, member).invoke().get(20, TimeUnit.SECONDS);
  }

  @Test
  void showsMembersSeatsPoolsLeasesAndChanges() {
    assertThat(client.getCluster().getMembers()).hasSize(3);
    GridFixture.await(() -> map(Picture.LEASES).size() == 2, "the leases are drawn");
    // One map is drawn after the other, in any order.
    GridFixture.await(() -> map(Picture.POOLS).containsKey("shop"), "the pools are drawn");
    assertThat(String.valueOf(map(Picture.POOLS).get("shop")))
        .contains("\"used\":2", "\"total\":10", "\"free\":8");
    assertThat(map(Picture.LEASES).values())
        .anySatisfy(lease ->
            assertThat(lease.toString()).contains("\"pod\":\"shop/web-0\"", "\"pool\":\"shop\""));
    GridFixture.await(() -> map(Picture.SEATS).size() == 3, "the seats are drawn");
    GridFixture.await(() -> !map(Picture.CHANGES).isEmpty(), "the changes are drawn");
    assertThat(map(Picture.CHANGES).values())
        .anySatisfy(change -> assertThat(change.toString()).contains("GRANTED"));
  }

  @Test
  void answersTheMessagesOfManagementCenter() throws Exception {
    var state =
        MCGetTimedMemberStateCodec.decodeResponse(ask(MCGetTimedMemberStateCodec.encodeRequest()));
    assertThat(state).contains("test-1");
    assertThat(MCGetCPMembersCodec.decodeResponse(ask(MCGetCPMembersCodec.encodeRequest())))
        .hasSize(3);
    var member = client.getCluster().getMembers().iterator().next().getUuid();
    GridFixture.await(() -> !metrics(member).isEmpty(), "metrics were collected");
  }

  private List<?> metrics(java.util.UUID member) {
    try {
      return List.copyOf(
          MCReadMetricsCodec.decodeResponse(ask(MCReadMetricsCodec.encodeRequest(member, 0)))
              .elements);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesEveryWrite() {
    GridFixture.await(() -> map(Picture.POOLS).containsKey("shop"), "the pools are drawn");
    String before = String.valueOf(map(Picture.POOLS).get("shop"));
    var lie = new HazelcastJsonValue("{\"pool\":\"lie\"}");
    refused(() -> map(Picture.POOLS).put("shop", lie));
    refused(() -> map(Picture.POOLS).set("shop", lie));
    refused(() -> map(Picture.POOLS).delete("shop"));
    refused(() -> map(Picture.POOLS).clear());
    refused(() -> map(Picture.POOLS).destroy());
    refused(() -> map(Picture.POOLS).lock("shop"));
    refused(() -> client.getMap("mine").size());
    refused(() -> client.getQueue("mine").size());
    refused(() -> client.getExecutorService("mine").submit(() -> "run").get());
    refused(() -> client.getCPSubsystem().getAtomicLong("mine").get());
    assertThat(map(Picture.POOLS).get("shop")).hasToString(before);
  }

  @Test
  void refusesTheButtonsThatWouldEndTheLedger() {
    refused(() -> ask(MCResetCPSubsystemCodec.encodeRequest()));
    refused(() -> ask(MCShutdownMemberCodec.encodeRequest()));
    refused(() -> ask(MCChangeClusterStateCodec.encodeRequest(2)));
    assertThat(grid.leading().serves()).isTrue();
    assertThat(client.getCluster().getMembers()).hasSize(3);
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable write) {
    assertThatThrownBy(write)
        .satisfiesAnyOf(
            e -> assertThat(e).isInstanceOf(UnsupportedOperationException.class),
            e -> assertThat(e).hasRootCauseInstanceOf(UnsupportedOperationException.class));
  }

  @Test
  void closesOnWhoIsNotTrustedBeforeItReads() throws Exception {
    HostPort member = HostPort.parse(grid.seats.getFirst().memberAddress());
    try (Socket stranger = new Socket()) {
      stranger.bind(new InetSocketAddress("127.0.9.9", 0));
      var at = new InetSocketAddress(member.host(), DOOR.portOf(member));
      assertThat(heard(stranger, at)).isEmpty();
    }
    var door = new ClientDoor(OFFSET, List.of(Subnet.parse("10.0.0.5/32")));
    assertThat(door.trusts("10.0.0.5")).isTrue();
    assertThat(door.trusts("10.0.0.6")).isFalse();
  }

  /** All that comes until the other side closes; a reset is a close, silence is not. */
  private static byte[] heard(Socket socket, InetSocketAddress at) {
    try {
      socket.setSoTimeout(10_000);
      socket.connect(at, 5_000);
      return socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      assertThat(e).hasMessageNotContainingAny("timed out", "refused");
      return new byte[0];
    }
  }
}
