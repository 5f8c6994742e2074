package io.gridpool.agent.seat;

import static io.gridpool.agent.seat.AgentsFixture.LIMIT;
import static io.gridpool.agent.seat.AgentsFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpool.agent.proto.seat.QueryRequest;
import io.gridpool.agent.proto.seat.SeatGrpc;
import io.gridpool.agent.proto.seat.SubmitReply;
import io.gridpool.agent.proto.seat.SubmitRequest;
import io.gridpool.grid.SeatRecord;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One life of three agents with a seat and one without, told in order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeatHopTest {
  private AgentsFixture grid;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    grid = new AgentsFixture(folder);
  }

  @AfterAll
  void close() {
    grid.close();
  }

  @Test
  @Order(1)
  void everyAgentReachesTheLedger() {
    List<SeatClient> clients =
        new ArrayList<>(grid.agents.stream().map(AgentsFixture.Agent::client).toList());
    clients.add(grid.withoutSeat);

    // The first try of a cold process may time out after its commit; the next says unchanged.
    assertThat(grid.withoutSeat.submit(List.of(pool()), LIMIT))
        .singleElement()
        .isInstanceOfAny(Outcome.PoolStored.class, Outcome.PoolUnchanged.class);
    for (SeatClient client : clients) {
      assertThat(client.submit(List.of(pool()), LIMIT))
          .singleElement()
          .isInstanceOf(Outcome.PoolUnchanged.class);
      assertThat(client.ask(new Query.ReadPools(), LIMIT))
          .isInstanceOfSatisfying(
              Answer.Pools.class, pools -> assertThat(pools.pools()).hasSize(1));
    }
  }

  @Test
  @Order(2)
  void aClientWithoutACertificateIsRefused() throws Exception {
    var trusting = GrpcSslContexts.forClient().trustManager(grid.tls.authority().toFile()).build();
    ManagedChannel channel = channel(grid.leading(), trusting);

    assertThatThrownBy(() ->
            SeatGrpc.newBlockingStub(channel)
                .withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .submit(SubmitRequest.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAVAILABLE");
    channel.shutdownNow();
  }

  @Test
  @Order(3)
  void aSeatThatDoesNotLeadNamesTheAgentThatDoes() {
    AgentsFixture.Agent following = grid.following();
    await(() -> following.seats().host().leader().isPresent(), "it knows who leads");
    ManagedChannel channel = channel(following, grid.tls.forClient());
    String leader =
        grid.leading().seats().host().leader().map(SeatRecord::agentAddress).orElseThrow();

    SubmitReply reply =
        SeatGrpc.newBlockingStub(channel)
            .withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS)
            .submit(
                SubmitRequest.newBuilder()
                    .setTerm(SeatWire.term(grid.store.read().orElseThrow().term()))
                    .build());

    assertThat(reply.getNotLeading().getLeader()).isEqualTo(leader);
    channel.shutdownNow();
  }

  @Test
  @Order(4)
  void anotherTermIsRefused() {
    ManagedChannel channel = channel(grid.leading(), grid.tls.forClient());
    var foreign = SeatWire.term(new TermId(9, "other"));
    var seat =
        SeatGrpc.newBlockingStub(channel).withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS);

    assertThatThrownBy(() -> seat.submit(SubmitRequest.newBuilder().setTerm(foreign).build()))
        .hasMessageContaining("FAILED_PRECONDITION");
    assertThatThrownBy(() -> seat.query(QueryRequest.newBuilder().setTerm(foreign).build()))
        .hasMessageContaining("FAILED_PRECONDITION");
    channel.shutdownNow();
  }

  @Test
  @Order(5)
  void commandsOfManyCallersShareEntries() throws Exception {
    GroupCommit commits = grid.leading().seats().commits();
    long entriesBefore = commits.entries();
    long commandsBefore = commits.commands();

    List<Future<Outcome>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 500; i++) {
        Command add = add("many-" + i);
        outcomes.add(threads.submit(() -> grid.withoutSeat.submit(List.of(add), LIMIT).getFirst()));
      }
    }

    // A call that timed out after its commit is made again, and is told that it holds already.
    for (Future<Outcome> outcome : outcomes) {
      assertThat(outcome.get()).isInstanceOf(Outcome.Holding.class);
    }
    long commands = commits.commands() - commandsBefore;
    assertThat(commands).isGreaterThanOrEqualTo(500);
    assertThat(commits.entries() - entriesBefore).isLessThan(commands / 2);
  }

  @Test
  @Order(6)
  void changesReachAgentsWithAndWithoutASeat() {
    List<Answer.Changes> far = new CopyOnWriteArrayList<>();
    List<Answer.Changes> near = new CopyOnWriteArrayList<>();
    try (ChangeStream remote = grid.withoutSeat.changesSince(0, far::add);
        ChangeStream local = grid.following().client().changesSince(0, near::add)) {
      grid.withoutSeat.submit(List.of(add("watched")), LIMIT);

      for (List<Answer.Changes> seen : List.of(far, near)) {
        await(
            () ->
                seen.stream()
                    .flatMap(changes -> changes.endpoints().stream())
                    .anyMatch(endpoint -> endpoint.key().name().equals("watched")),
            "the change");
        assertThat(
                seen.stream()
                    .flatMap(changes -> changes.pools().stream())
                    .map(PoolState::spec)
                    .map(PoolSpec::name))
            .contains("hop");
      }
      // A stream counts a change once its consumer has had it.
      var now = (Answer.Status) grid.withoutSeat.ask(new Query.ReadStatus(), LIMIT);
      await(
          () -> remote.revision() == now.revision() && local.revision() == now.revision(),
          "both have come as far");
    }
  }

  @Test
  @Order(7)
  void findsTheSeatsOnDiskWhileTheRecordCannotBeRead(@TempDir Path folder) {
    new SeatListFile(folder.resolve("list")).store(SeatList.of(grid.store.read().orElseThrow()));
    var settings =
        new SeatClientSettings(
            grid.tls,
            () -> {
              throw new IllegalStateException("the API server is away");
            },
            folder.resolve("list"),
            MergerLimits.DEFAULT);

    try (SeatClient client = new SeatClient(settings, Optional.empty())) {
      assertThat(client.ask(new Query.ReadStatus(), LIMIT)).isInstanceOf(Answer.Status.class);
    }
  }

  @Test
  @Order(8)
  void noCommandIsLostWhenTheLeadingAgentDies() throws Exception {
    AgentsFixture.Agent victim = grid.leading();
    List<Future<Outcome>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 400; i++) {
        Command add = add("failover-" + i);
        outcomes.add(threads.submit(() -> grid.withoutSeat.submit(List.of(add), LIMIT).getFirst()));
        if (i == 100) {
          var _ = threads.submit(victim::kill);
        }
        LockSupport.parkNanos(10_000_000); // 100 a second
      }
    }
    grid.agents.remove(victim);
    for (Future<Outcome> outcome : outcomes) {
      assertThat(outcome.get()).isInstanceOf(Outcome.Holding.class);
    }
  }

  private static ManagedChannel channel(
      AgentsFixture.Agent agent, io.netty.handler.ssl.SslContext tls) {
    String address =
        agent.seats().host().record().seats().stream()
            .filter(seat -> agent.seats().host().seatIds().contains(seat.seatId()))
            .findFirst()
            .orElseThrow()
            .agentAddress();
    SeatSettings at = SeatSettings.at(address);
    return NettyChannelBuilder.forAddress(new InetSocketAddress(at.host(), at.port()))
        .overrideAuthority(TlsFiles.NAME)
        .sslContext(tls)
        .build();
  }

  private static PutPool pool() {
    return new PutPool(
        new PoolSpec(
            "hop",
            Subnet.parse("10.9.0.0/16"),
            List.of(AddressRange.parse("10.9.0.1-10.9.200.1")),
            List.of(),
            0,
            false,
            ""));
  }

  private static Acquire add(String pod) {
    return new Acquire(
        new EndpointKey("test", pod),
        "uid-" + pod,
        "node-0",
        "container-" + pod,
        new Owner("", "Pod", pod),
        false,
        List.of(new Want("eth0", IpFamily.V4, List.of("hop"))));
  }
}
