package io.gridpool.agent.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.agent.ipam.PodDirectory;
import io.gridpool.agent.ipam.PodFacts;
import io.gridpool.agent.ipam.Route;
import io.gridpool.agent.ipam.tuning.ConfigurePod;
import io.gridpool.agent.ipam.tuning.TuningDirectory;
import io.gridpool.agent.ipam.tuning.TuningWish;
import io.gridpool.agent.proto.coordinator.ConfigureReply;
import io.gridpool.agent.proto.coordinator.ConfigureRequest;
import io.gridpool.agent.proto.coordinator.PolicyRoute;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the coordinator plugin is told. */
class CoordinatorGrpcServiceTest {
  private static final EndpointKey POD = new EndpointKey("shop", "web-0");
  private static final TuningWish TUNED =
      new TuningWish.Tuned(
          "disabled",
          new TuningWish.Routing(
              List.of("10.244.0.0/16"),
              List.of("10.96.0.0/12"),
              List.of("169.254.0.0/16"),
              List.of(new Route("10.1.0.0/16", "10.2.0.1")),
              false,
              "eth0",
              600),
          new TuningWish.Link("0a:1b", Optional.of(-1), 7, "169.254.200.1", 1_400));

  private final AtomicInteger reads = new AtomicInteger();
  private Optional<PodFacts> cached = Optional.empty();
  private Optional<PodFacts> stored = Optional.empty();

  @Test
  void tellsAllThatTheCoordinatorSays() throws Exception {
    cached = Optional.of(pod("u1", "net1"));
    var settings = ask(() -> TUNED, "u1").getSettings();
    assertThat(settings.getMode()).isEqualTo("disabled");
    assertThat(settings.getOverlayPodCidrsList()).containsExactly("10.244.0.0/16");
    assertThat(settings.getServiceCidrsList()).containsExactly("10.96.0.0/12");
    assertThat(settings.getHijackCidrsList()).containsExactly("169.254.0.0/16");
    assertThat(settings.getPolicyRoutesList())
        .containsExactly(
            PolicyRoute.newBuilder().setDestination("10.1.0.0/16").setGateway("10.2.0.1").build());
    assertThat(settings.getTunePodRoutes()).isFalse();
    assertThat(settings.getPodDefaultRouteNic()).isEqualTo("eth0");
    assertThat(settings.getHostRuleTable()).isEqualTo(600);
    assertThat(settings.getPodMacPrefix()).isEqualTo("0a:1b");
    assertThat(settings.getPodRpFilter()).isEqualTo(-1);
    assertThat(settings.getTxQueueLength()).isEqualTo(7);
    assertThat(settings.getVethLinkAddress()).isEqualTo("169.254.200.1");
    assertThat(settings.getVethMtu()).isEqualTo(1_400);
  }

  @Test
  void v00007ThePodsOwnWishTravelsBesideTheClusters() throws Exception {
    cached = Optional.of(pod("u1", "net1"));
    var settings = ask(() -> TUNED, "u1").getSettings();
    assertThat(settings.getPodAnnotatedDefaultRouteNic()).isEqualTo("net1");
    assertThat(settings.getPodDefaultRouteNic()).isEqualTo("eth0");
    assertThat(settings.getPodNicsList()).containsExactly("eth0", "lan0", "net2");
    assertThat(reads).as("the cache knew the pod").hasValue(0);
  }

  @Test
  void aPodThatTheCacheDoesNotHoldCostsOneRead() throws Exception {
    cached = Optional.of(pod("before", "old"));
    stored = Optional.of(pod("u1", "net2"));
    assertThat(ask(() -> TUNED, "u1").getSettings().getPodAnnotatedDefaultRouteNic())
        .isEqualTo("net2");
    assertThat(reads).hasValue(1);
    stored = Optional.empty();
    assertThat(ask(() -> TUNED, "u2").getSettings().getPodAnnotatedDefaultRouteNic()).isEmpty();
  }

  @Test
  void aCoordinatorThatIsNotSyncedIsOneSentenceAndCostsNoRead() throws Exception {
    var reply = ask(() -> new TuningWish.Unready("spidercoordinator: default no ready: x"), "u1");
    assertThat(reply.getUnready()).isEqualTo("spidercoordinator: default no ready: x");
    assertThat(reply.hasSettings()).isFalse();
    assertThat(reads).hasValue(0);
  }

  @Test
  void whatCannotBeKnownNowIsUnavailable() {
    Seen seen = new Seen();
    TuningDirectory away =
        () -> {
          throw new TryLaterException("not read yet");
        };
    service(away).configure(request("u1"), seen);
    assertThat(Status.fromThrowable(seen.error()).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    Seen nameless = new Seen();
    service(() -> TUNED).configure(ConfigureRequest.getDefaultInstance(), nameless);
    assertThat(Status.fromThrowable(nameless.error()).getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  private ConfigureReply ask(TuningDirectory wishes, String uid) {
    Seen seen = new Seen();
    service(wishes).configure(request(uid), seen);
    assertThat(seen.failure).isNull();
    return seen.replies.getFirst();
  }

  private CoordinatorGrpcService service(TuningDirectory wishes) {
    return new CoordinatorGrpcService(new ConfigurePod(new Pods(), wishes));
  }

  private static ConfigureRequest request(String uid) {
    return ConfigureRequest.newBuilder()
        .setPodNamespace(POD.namespace())
        .setPodName(POD.name())
        .setPodUid(uid)
        .build();
  }

  private static PodFacts pod(String uid, String nic) {
    return new PodFacts(
        POD,
        uid,
        "n1",
        new Owner("", "Pod", "web-0"),
        false,
        Map.of(),
        Map.of(
            "ipam.spidernet.io/default-route-nic", nic, "k8s.v1.cni.cncf.io/networks", "a@lan0,b"));
  }

  private final class Pods implements PodDirectory {
    @Override
    public Optional<PodFacts> cached(EndpointKey key) {
      return cached;
    }

    @Override
    public Optional<PodFacts> current(EndpointKey key) {
      reads.incrementAndGet();
      return stored;
    }
  }

  private static final class Seen implements StreamObserver<ConfigureReply> {
    private final List<ConfigureReply> replies = new ArrayList<>();
    private @Nullable Throwable failure;

    Throwable error() {
      return java.util.Objects.requireNonNull(failure);
    }

    @Override
    public void onNext(ConfigureReply reply) {
      replies.add(reply);
    }

    @Override
    public void onError(Throwable error) {
      failure = error;
    }

    @Override
    public void onCompleted() {}
  }
}
