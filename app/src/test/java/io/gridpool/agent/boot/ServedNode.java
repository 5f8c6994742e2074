package io.gridpool.agent.boot;

import io.gridpool.agent.cni.CniSettings;
import io.gridpool.agent.cni.CniSocket;
import io.gridpool.agent.cni.IpamGrpcService.UseCases;
import io.gridpool.agent.ipam.AddAddress;
import io.gridpool.agent.ipam.CheckAddress;
import io.gridpool.agent.ipam.ClusterDirectory;
import io.gridpool.agent.ipam.CollectGarbage;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.ipam.LedgerFollower;
import io.gridpool.agent.ipam.ObjectFacts;
import io.gridpool.agent.ipam.PodDirectory;
import io.gridpool.agent.ipam.PodFacts;
import io.gridpool.agent.ipam.PoolCatalog;
import io.gridpool.agent.ipam.Ports;
import io.gridpool.agent.ipam.ReleaseAddress;
import io.gridpool.agent.ipam.ReportStatus;
import io.gridpool.agent.ipam.Traces;
import io.gridpool.agent.ipam.tuning.ConfigurePod;
import io.gridpool.agent.journal.DiskJournal;
import io.gridpool.agent.journal.ReleaseQueue;
import io.gridpool.agent.ops.PrometheusMeasurements;
import io.gridpool.agent.proto.ipam.AddReply;
import io.gridpool.agent.proto.ipam.AddRequest;
import io.gridpool.agent.proto.ipam.Attachment;
import io.gridpool.agent.proto.ipam.DelRequest;
import io.gridpool.agent.proto.ipam.IpamGrpc;
import io.gridpool.agent.proto.ipam.StatusRequest;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The socket of one agent on a ledger, with a disk; every pod is known and bound to its node. */
final class ServedNode implements AutoCloseable {
  static final String NODE = "n1";
  static final String POOL = "traced";

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final DiskJournal journal;
  private final ApplicationContext context;
  private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
  private final ManagedChannel channel;

  ServedNode(Path folder, LedgerGate ledger, Traces traces) throws IOException {
    journal = DiskJournal.open(folder.resolve("journal"));
    Ports ports =
        new Ports(
            ledger,
            new Pods(),
            new Cluster(),
            new HeardJournal(journal, traces, mirrored -> {}),
            new PoolCatalog(),
            ReleaseQueue.open(folder.resolve("releases")));
    IpamSettings settings = new IpamSettings(NODE, true, false, true);
    var _ = ledger.submit(List.of(pool()), LIMIT);
    var _ = new LedgerFollower(ports, settings).readAll();
    context =
        ApplicationContext.builder()
            .singletons(
                useCases(ports, settings),
                new PrometheusMeasurements(new SimpleMeterRegistry()),
                traces,
                new ConfigurePod(ports.pods(), ServedNode::untuned),
                new CniSettings(folder.resolve("s")))
            .start();
    context.getBean(CniSocket.class).open();
    channel =
        NettyChannelBuilder.forAddress(new DomainSocketAddress(folder.resolve("s").toFile()))
            .channelType(EpollDomainSocketChannel.class)
            .eventLoopGroup(loops)
            .usePlaintext()
            .build();
  }

  private static UseCases useCases(Ports ports, IpamSettings settings) {
    ReleaseAddress release = new ReleaseAddress(ports, settings);
    AddAddress add = new AddAddress(ports, settings);
    return new UseCases(
        () -> add,
        release,
        new CheckAddress(ports),
        new CollectGarbage(ports, release),
        new ReportStatus(ports));
  }

  private static io.gridpool.agent.ipam.tuning.TuningWish untuned() {
    throw new TryLaterException("no coordinator");
  }

  private static PutPool pool() {
    return new PutPool(
        new PoolSpec(
            POOL,
            Subnet.parse("10.9.0.0/16"),
            List.of(AddressRange.parse("10.9.0.1-10.9.200.1")),
            List.of(),
            0,
            false,
            ""));
  }

  /** What the plugin's process does for the first NIC of a pod; headers as pairs. */
  AddReply add(String pod, String pool, String... headers) {
    return stub(headers)
        .add(
            AddRequest.newBuilder()
                .setAttachment(attachment(pod))
                .addDefaultIpv4Pools(pool)
                .build());
  }

  void del(String pod) {
    var _ = stub().del(DelRequest.newBuilder().setAttachment(attachment(pod)).build());
  }

  void status() {
    var _ = stub().status(StatusRequest.getDefaultInstance());
  }

  private IpamGrpc.IpamBlockingStub stub(String... headers) {
    Metadata said = new Metadata();
    for (int i = 0; i < headers.length; i += 2) {
      said.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
    }
    return IpamGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(said));
  }

  private static Attachment attachment(String pod) {
    return Attachment.newBuilder()
        .setContainerId("container-" + pod)
        .setIfName("eth0")
        .setNetwork("net-a")
        .setPodNamespace("shop")
        .setPodName(pod)
        .setPodUid("uid-" + pod)
        .build();
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    context.close();
    journal.close();
    var _ = loops.shutdownGracefully();
  }

  private static final class Pods implements PodDirectory {
    @Override
    public Optional<PodFacts> cached(EndpointKey key) {
      return Optional.of(
          new PodFacts(
              key,
              "uid-" + key.name(),
              NODE,
              new Owner("", "Pod", key.name()),
              false,
              Map.of(),
              Map.of()));
    }

    @Override
    public Optional<PodFacts> current(EndpointKey key) {
      return cached(key);
    }
  }

  private static final class Cluster implements ClusterDirectory {
    @Override
    public Optional<ObjectFacts> namespace(String name) {
      return Optional.of(new ObjectFacts(name, Map.of(), Map.of()));
    }

    @Override
    public Optional<ObjectFacts> ownNode() {
      return Optional.of(new ObjectFacts(NODE, Map.of(), Map.of()));
    }
  }
}
