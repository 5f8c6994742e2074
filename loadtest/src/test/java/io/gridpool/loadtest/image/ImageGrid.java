package io.gridpool.loadtest.image;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network.Ipam;
import io.gridpool.loadtest.api.EmbeddedApi;
import io.gridpool.loadtest.demo.KubeCluster;
import io.gridpool.loadtest.process.AgentPlan;
import io.gridpool.loadtest.process.AgentPlan.Seat;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Pki;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;

/**
 * Three agents as containers of the image, as the chart runs them: its user, no capabilities, a
 * read-only root file system. The API server is an embedded one at the gateway of their network.
 */
final class ImageGrid implements AutoCloseable {
  static final String POOL = "image";

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final DockerImageName IMAGE = DockerImageName.parse("gridpool/agent:dev");
  private static final String NET = "10.88.0.";
  private static final List<Seat> SEATS =
      List.of(new Seat("n1", NET + 11), new Seat("n2", NET + 12), new Seat("n3", NET + 13));

  private final Path folder;
  private final Network network;
  private final EmbeddedApi api;
  private final KubeCluster cluster;
  private final List<Member> members;

  /** One container, and the way to read its state. */
  record Member(AgentProcess agent, GenericContainer<?> container) {
    String node() {
      return agent.plan().node();
    }

    boolean ready() {
      return agent.says("ready");
    }

    boolean leads() {
      return agent.says("leads");
    }
  }

  private ImageGrid(Path folder, Network network) {
    this.folder = folder;
    this.network = network;
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    this.api = EmbeddedApi.start(java, NET + 1, folder);
    this.cluster = new KubeCluster(api.kubeconfig(), Path.of("../charts/gridpool/crds"), true);
    Pki pki = Pki.create(folder.resolve("pki"));
    this.members = SEATS.stream().map(seat -> member(seat, pki)).toList();
  }

  /** Loads the image, starts three containers and waits until each serves. */
  static ImageGrid start(Path archive, Path work) throws IOException {
    Path folder =
        Files.createTempDirectory(Files.createDirectories(work).toAbsolutePath(), "image-");
    try (InputStream image = Files.newInputStream(archive)) {
      docker().loadImageCmd(image).exec();
    }
    Network network =
        Network.builder()
            .createNetworkCmdModifier(command ->
                command.withIpam(
                    new Ipam()
                        .withConfig(
                            new Ipam.Config().withSubnet(NET + "0/24").withGateway(NET + "1"))))
            .build();
    // The network, and with it the address of the API server, exists once it is asked for
    Objects.requireNonNull(network.getId());
    ImageGrid grid = new ImageGrid(folder, network);
    try {
      grid.start();
      return grid;
    } catch (RuntimeException e) {
      grid.close();
      throw e;
    }
  }

  private void start() {
    cluster.prepare(SEATS.stream().map(Seat::node).toList());
    cluster.createPool(POOL, "10.89.0.0/24", "10.89.0.10-10.89.0.99");
    openToAll();
    members.forEach(member -> member.container.start());
    members.forEach(member -> Await.until(member.node() + " serves", LIMIT, member::ready));
    Await.until("the pool", LIMIT, () -> cluster.poolKnown(POOL));
  }

  private Member member(Seat seat, Pki pki) {
    pki.issue(seat.node(), seat.address());
    Path home = folder.resolve(seat.node());
    AgentProcess agent =
        new AgentProcess(
            new AgentPlan(
                seat.node(), seat.address(), SEATS, home, pki, cluster.access(), List.of()));
    String settings = agent.writeSettings().toString();
    GenericContainer<?> container =
        new GenericContainer<>(IMAGE)
            .withImagePullPolicy(name -> false)
            .withNetwork(network)
            .withCommand("--config", settings)
            .withTmpFs(Map.of("/tmp", "rw"))
            .withCreateContainerCmdModifier(command -> confine(command, seat.address()));
    return new Member(agent, container);
  }

  /** What the chart's container gets, and the run's folder under the same name as outside. */
  private void confine(CreateContainerCmd command, String address) {
    Bind shared = Bind.parse(folder + ":" + folder + ":rw");
    Objects.requireNonNull(command.getHostConfig())
        .withBinds(shared)
        .withReadonlyRootfs(true)
        .withCapDrop(Capability.ALL)
        .withSecurityOpts(List.of("no-new-privileges"));
    command.withIpv4Address(address);
  }

  /** The image's user is nobody on this machine: all may read the keys and write the folders. */
  private void openToAll() {
    try (var files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        String rights = Files.isDirectory(file) ? "rwxrwxrwx" : "rw-r--r--";
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DockerClient docker() {
    return DockerClientFactory.lazyClient();
  }

  List<Member> members() {
    return members;
  }

  KubeCluster cluster() {
    return cluster;
  }

  Member leader() {
    Await.until("a leading seat", LIMIT, () -> members.stream().anyMatch(Member::leads));
    return members.stream().filter(Member::leads).findFirst().orElseThrow();
  }

  /** Pulls the cable of a container. */
  void cutOff(Member member) {
    docker()
        .disconnectFromNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(member.container.getContainerId())
        .withForce(true)
        .exec();
  }

  /** Plugs it in again, under its address. */
  void reconnect(Member member) {
    ContainerNetwork.Ipam address =
        new ContainerNetwork.Ipam().withIpv4Address(member.agent.plan().address());
    docker()
        .connectToNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(member.container.getContainerId())
        .withContainerNetwork(new ContainerNetwork().withIpamConfig(address))
        .exec();
  }

  /** What the containers say, for whoever looks for a fault. */
  String logs() {
    StringBuilder text = new StringBuilder();
    for (Member member : members) {
      text.append(member.node()).append(":\n").append(member.container.getLogs()).append('\n');
    }
    return text.toString();
  }

  @Override
  public void close() {
    members.forEach(member -> member.container.stop());
    cluster.close();
    api.close();
    network.close();
  }
}
