package io.gridpool.agent.seat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import io.gridpool.agent.proto.seat.QueryRequest;
import io.gridpool.agent.proto.seat.SeatGrpc;
import io.gridpool.agent.proto.seat.SubmitRequest;
import io.gridpool.grid.SeatRecord;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Who knocks at the ports of a grid without its keys gets nothing, and changes nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StrangersTest {
  private AgentsFixture grid;
  private Path folder;
  private long revision;

  @BeforeAll
  void open(@TempDir Path temporary) throws Exception {
    folder = temporary;
    grid = new AgentsFixture(temporary);
    revision = revision();
  }

  @AfterAll
  void close() {
    grid.close();
  }

  private long revision() {
    return ((Answer.Status) grid.withoutSeat.ask(new Query.ReadStatus(), AgentsFixture.LIMIT))
        .revision();
  }

  /** Still the same three seats, the same ledger, and it answers. */
  private void nothingHappened() {
    assertThat(revision()).isEqualTo(revision);
    assertThat(grid.agents).allSatisfy(agent -> assertThat(agent.seats().host().serves()).isTrue());
  }

  private SeatRecord seat() {
    return grid.leading().seats().host().record().seats().getFirst();
  }

  @Test
  @Order(1)
  void aStockMemberDoesNotJoin() {
    Config config = new Config();
    config.setInstanceName("stranger");
    config.setClusterName("hop-1");
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.max.join.seconds", "4");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.getNetworkConfig().setPort(25_790).setPortAutoIncrement(false);
    config.setProperty("hazelcast.local.localAddress", "127.0.1.9");
    var join = config.getNetworkConfig().getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setRequiredMember(seat().memberAddress());
    try {
      assertThatThrownBy(() -> Hazelcast.newHazelcastInstance(config))
          .isInstanceOf(IllegalStateException.class);
    } finally {
      var started = Hazelcast.getHazelcastInstanceByName("stranger");
      if (started != null) {
        started.getLifecycleService().terminate();
      }
    }
    nothingHappened();
  }

  @Test
  @Order(2)
  void aStockClientDoesNotConnect() {
    ClientConfig config = new ClientConfig();
    config.setClusterName("hop-1");
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.getNetworkConfig().addAddress(seat().memberAddress()).setConnectionTimeout(2_000);
    config
        .getConnectionStrategyConfig()
        .getConnectionRetryConfig()
        .setClusterConnectTimeoutMillis(4_000);
    assertThatThrownBy(() -> HazelcastClient.newHazelcastClient(config))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Unable to connect");
    nothingHappened();
  }

  @Test
  @Order(3)
  void aRawSocketHearsANonceAtMostAndIsClosed() throws IOException {
    SeatRecord seat = seat();
    for (String address : List.of(seat.memberAddress(), seat.agentAddress())) {
      SeatSettings at = SeatSettings.at(address);
      try (Socket socket = new Socket(at.host(), at.port())) {
        socket.setSoTimeout(30_000);
        socket
            .getOutputStream()
            .write("HZCGET / HTTP/1.1\r\n\r\n".repeat(8).getBytes(StandardCharsets.UTF_8));
        byte[] heard = heard(socket);
        assertThat(heard.length).as(address).isLessThanOrEqualTo(64);
      }
    }
    nothingHappened();
  }

  /** All that comes until the other side closes; a reset is a close. */
  private static byte[] heard(Socket socket) {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      assertThat(e).hasMessageNotContaining("timed out");
      return new byte[0];
    }
  }

  @Test
  @Order(4)
  void plainGrpcIsRefused() {
    SeatSettings at = SeatSettings.at(seat().agentAddress());
    refused(
        NettyChannelBuilder.forAddress(new InetSocketAddress(at.host(), at.port()))
            .usePlaintext()
            .build());
  }

  @Test
  @Order(5)
  void aForeignCertificateIsRefusedEvenOfTheRightName(@TempDir Path foreign) throws Exception {
    TlsFiles stranger = TlsFixture.in(foreign);
    SeatSettings at = SeatSettings.at(seat().agentAddress());
    refused(
        NettyChannelBuilder.forAddress(new InetSocketAddress(at.host(), at.port()))
            .overrideAuthority(TlsFiles.NAME)
            .sslContext(
                GrpcSslContexts.forClient()
                    .keyManager(stranger.certificate().toFile(), stranger.key().toFile())
                    .trustManager(grid.tls.authority().toFile())
                    .build())
            .build());
  }

  private void refused(ManagedChannel channel) {
    try {
      var seat =
          SeatGrpc.newBlockingStub(channel)
              .withDeadlineAfter(AgentsFixture.LIMIT.toSeconds(), TimeUnit.SECONDS);
      var term = SeatWire.term(grid.leading().seats().host().term());
      var command =
          new PutReserved(
              new Reservation("stranger", List.of(AddressRange.parse("10.0.0.1-10.9.0.1"))));
      var write =
          SubmitRequest.newBuilder()
              .setTerm(term)
              .addAllCommands(SeatWire.encoded(List.of(command), LedgerCodec.LEVEL_FIRST))
              .build();
      var query =
          QueryRequest.newBuilder()
              .setTerm(term)
              .setQuery(
                  com.google.protobuf.ByteString.copyFrom(
                      LedgerCodec.encodeQuery(new Query.ReadPools())))
              .build();
      assertThatThrownBy(() -> seat.submit(write))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("UNAVAILABLE");
      assertThatThrownBy(() -> seat.query(query))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("UNAVAILABLE");
    } finally {
      channel.shutdownNow();
    }
    nothingHappened();
  }

  @Test
  @Order(6)
  void renewedFilesAreShownAndTrustedWithoutARestart(@TempDir Path renewed) throws Exception {
    TlsFiles fresh = TlsFixture.in(renewed);
    SeatSettings at = SeatSettings.at(seat().agentAddress());
    AgentsFixture.await(() -> !answers(at, fresh), "the new authority is not known yet");
    // Both authorities for a while, then the new certificate with its key.
    Files.writeString(
        grid.tls.authority(),
        Files.readString(grid.tls.authority()) + Files.readString(fresh.authority()));
    AgentsFixture.await(() -> answersTo(at, fresh), "who shows the new certificate is let in");
    Files.copy(fresh.key(), grid.tls.key(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(fresh.certificate(), grid.tls.certificate(), StandardCopyOption.REPLACE_EXISTING);
    AgentsFixture.await(() -> answers(at, fresh), "the server shows the new certificate");
    assertThat(folder).exists();
    nothingHappened();
  }

  /** With the client's own certificate and authority. */
  private boolean answers(SeatSettings at, TlsFiles own) {
    return asks(at, own, own.authority());
  }

  /** With the new certificate, and the authority that the server's old one is from. */
  private boolean answersTo(SeatSettings at, TlsFiles own) {
    return asks(at, own, grid.tls.authority());
  }

  private boolean asks(SeatSettings at, TlsFiles own, Path authority) {
    ManagedChannel channel = null;
    try {
      channel =
          NettyChannelBuilder.forAddress(new InetSocketAddress(at.host(), at.port()))
              .overrideAuthority(TlsFiles.NAME)
              .sslContext(
                  GrpcSslContexts.forClient()
                      .keyManager(own.certificate().toFile(), own.key().toFile())
                      .trustManager(authority.toFile())
                      .build())
              .build();
      var _ =
          SeatGrpc.newBlockingStub(channel)
              .withDeadlineAfter(3, TimeUnit.SECONDS)
              .query(
                  QueryRequest.newBuilder()
                      .setTerm(SeatWire.term(grid.leading().seats().host().term()))
                      .setQuery(
                          com.google.protobuf.ByteString.copyFrom(
                              LedgerCodec.encodeQuery(new Query.ReadStatus())))
                      .build());
      return true;
    } catch (StatusRuntimeException | IOException e) {
      return false;
    } finally {
      if (channel != null) {
        channel.shutdownNow();
      }
    }
  }
}
