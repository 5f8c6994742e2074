package io.gridpool.agent.kube.reclaim;

import static io.gridpool.agent.kube.reclaim.ReclaimWorld.BARE;
import static io.gridpool.agent.kube.reclaim.ReclaimWorld.setOwner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.ledger.command.Rebind;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The bugs that users of the peer reported about reclaim, by their numbers (reference §9.3), each
 * with the interleaving that made it. None may happen here.
 */
abstract class ReclaimBugs {
  private static final String CONTAINER = "c0ffee".repeat(10);

  ReclaimWorld world;

  abstract KubernetesClient client();

  @BeforeEach
  void begin() {
    world = new ReclaimWorld(client());
    world.node("n1", true);
  }

  static EndpointKey key(String name) {
    return new EndpointKey("default", name);
  }

  /** The successor moves in, as its ADD does on the API server's word. */
  private void takeOver(EndpointKey key, String oldUid, Pod successor) {
    String uid = successor.getMetadata().getUid();
    var _ = world.ledger.submit(new Rebind(key, oldUid, uid, "n1", CONTAINER));
    assertThat(endpoint(key).podUid()).isEqualTo(uid);
  }

  private Endpoint endpoint(EndpointKey key) {
    return Objects.requireNonNull(world.ledger.endpoint(key));
  }

  @Test
  void issue412AnAnswerThatIsLostFreesNothingTwice() {
    EndpointKey gone = key("b412");
    world.lease(gone, "uid-412", "n1", BARE);
    world.afterSubmit =
        () -> {
          throw new IndeterminateException("the answer was lost");
        };
    assertThatThrownBy(() -> world.check(gone)).isInstanceOf(IndeterminateException.class);
    world.afterSubmit = ReclaimWorld.NOTHING;
    Pod next = world.pod(gone, "n1");
    world.lease(gone, next, BARE);
    assertThat(world.check(gone)).isFalse();
    assertThat(endpoint(gone).podUid()).isEqualTo(next.getMetadata().getUid());
  }

  @Test
  void issue1187APodOfTheSameNameKeepsItsAddressWhenTheOldOneIsReclaimed() {
    EndpointKey key = key("b1187");
    world.lease(key, "uid-old", "n1", BARE);
    world.beforeSubmit =
        () -> {
          world.beforeSubmit = ReclaimWorld.NOTHING;
          takeOver(key, "uid-old", world.pod(key, "n1"));
        };
    assertThat(world.check(key)).isFalse();
    assertThat(world.holds(key)).isTrue();
  }

  @Test
  void issue1045AStatefulSetsAddressGoesByOrdinalHoweverLateItsPodEnds() {
    var _ = world.set("b1045", 1, 1, Map.of());
    Pod wanted = world.endingPod(key("b1045-1"), "n1");
    Pod unwanted = world.endingPod(key("b1045-2"), "n1");
    world.lease(key("b1045-1"), wanted, setOwner("b1045"));
    world.lease(key("b1045-2"), unwanted, setOwner("b1045"));
    world.clockMs.set(world.deletionMs(key("b1045-2")) - 1);
    assertThat(world.check(key("b1045-2"))).isFalse();
    world.clockMs.set(world.deletionMs(key("b1045-1")) + 86_400_000);
    assertThat(world.check(key("b1045-1"))).isFalse();
    assertThat(world.check(key("b1045-2"))).isTrue();
    world.end(key("b1045-1"));
    world.end(key("b1045-2"));
    assertThat(world.check(key("b1045-1"))).isFalse();
  }

  @Test
  void issue2526ARestartThatRacesWithReclaimWins() {
    var _ = world.set("b2526", 1, 1, Map.of());
    EndpointKey key = key("b2526-2");
    world.lease(key, "uid-old", "n1", setOwner("b2526"));
    world.beforeSubmit =
        () -> {
          world.beforeSubmit = ReclaimWorld.NOTHING;
          world.scale("b2526", 2);
          takeOver(key, "uid-old", world.pod(key, "n1"));
        };
    assertThat(world.check(key)).isFalse();
    assertThat(endpoint(key).parked()).isFalse();
  }

  @Test
  void issue2442AStatefulSetsAddressWaitsForItsPendingPod() {
    var _ = world.set("b2442", 1, 1, Map.of());
    EndpointKey key = key("b2442-1");
    world.lease(key, "uid-old", "n1", setOwner("b2442"));
    var _ = world.ledger.submit(new Release(key, "uid-old", CONTAINER, true));
    Pod pending = world.pendingPod(key);
    assertThat(world.check(key)).isFalse();
    takeOver(key, "uid-old", pending);
  }

  @Test
  void issue3751AQuickScaleDownAndUpKeepsTheNewPodsAddress() {
    var _ = world.set("b3751", 1, 1, Map.of());
    EndpointKey key = key("b3751-2");
    Pod old = world.pod(key, "n1");
    world.lease(key, old, setOwner("b3751"));
    world.end(key);
    world.scale("b3751", 2);
    Pod fresh = world.pendingPod(key);
    takeOver(key, old.getMetadata().getUid(), fresh);
    // The news of the old pod's end arrives only now.
    assertThat(world.check(key)).isFalse();
    assertThat(endpoint(key).podUid()).isEqualTo(fresh.getMetadata().getUid());
  }

  @Test
  void issue2517AFullPoolGivesAPodItsOwnRecordAgain() {
    for (int i = 0; i < 4; i++) {
      world.lease(key("b2517-" + i), world.pod(key("b2517-" + i), "n1"), BARE);
    }
    String uid = endpoint(key("b2517-3")).podUid();
    var before = endpoint(key("b2517-3")).leases();
    world.lease(key("b2517-3"), uid, "n1", BARE);
    assertThat(endpoint(key("b2517-3")).leases()).isEqualTo(before);
  }

  @Test
  void issue4889ARunningPodWithoutPodIpsKeepsItsAddress() {
    EndpointKey key = key("b4889");
    Pod pod = world.pendingPod(key);
    world.status(pod, ReclaimWorld.running());
    world.lease(key, pod, BARE);
    assertThat(world.check(key)).isFalse();
  }

  @Test
  void issue1883PodsOfTheHostsNetworkCostNoRequest() {
    var _ = world.pod(key("b1883-host"), "n1");
    Pod pod = world.pod(key("b1883"), "n1");
    world.lease(key("b1883"), pod, BARE);
    long before = world.budget.taken();
    assertThat(world.check(key("b1883-host"))).isFalse();
    assertThat(world.budget.taken()).isEqualTo(before);
  }

  @Test
  void ownFindingScanOnAStaleCacheFreesNothing() {
    EndpointKey key = key("stale");
    Pod pod = world.pod(key, "n1");
    world.lease(key, pod, BARE);
    var sawNothing = new ListedSight(Map.of(), Map.of(), watch(), world.asked());
    assertThat(world.judge().against(endpoint(key), sawNothing).map(Evidence::why))
        .contains("pod gone");
    assertThat(world.check(key)).isFalse();
    var sawThePredecessor =
        new ListedSight(
            Map.of(key, PodSight.ofMetadata("uid-before", null)), Map.of(), watch(), world.asked());
    assertThat(world.judge().against(endpoint(key), sawThePredecessor).map(Evidence::why))
        .contains("pod replaced");
    assertThat(world.check(key)).isFalse();
  }

  private ClusterWatch watch() {
    return new ClusterWatch(client(), pod -> {}, () -> {});
  }

  @Test
  void ownFindingKindAloneMakesNobodyAStatefulSet() {
    var _ = world.set("kind", 1, 5, Map.of());
    EndpointKey key = key("kind-1");
    world.lease(key, "uid-gone", "n1", new Owner("apps.kruise.io", "StatefulSet", "kind"));
    assertThat(world.check(key)).isTrue();
  }
}
