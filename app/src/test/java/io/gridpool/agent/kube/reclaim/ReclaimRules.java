package io.gridpool.agent.kube.reclaim;

import static io.gridpool.agent.kube.reclaim.ReclaimBugs.key;
import static io.gridpool.agent.kube.reclaim.ReclaimWorld.BARE;
import static io.gridpool.agent.kube.reclaim.ReclaimWorld.setOwner;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.adoption.QuarantineSteward;
import io.gridpool.agent.kube.loop.ReclaimSettings;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a lease ends without a CNI call, and when it must not. */
abstract class ReclaimRules {
  ReclaimWorld world;

  abstract KubernetesClient client();

  @BeforeEach
  void begin() {
    world = new ReclaimWorld(client());
    world.node("n1", true);
    world.node("n2", false);
  }

  private EndpointKey ending(String name, String node) {
    EndpointKey key = key(name);
    world.lease(key, world.endingPod(key, node), BARE);
    return key;
  }

  @Test
  void ownFindingTheGraceOfAPodCountsOnce() {
    EndpointKey key = ending("grace", "n1");
    world.clockMs.set(world.deletionMs(key) - 1);
    assertThat(world.check(key)).isFalse();
    world.clockMs.set(world.deletionMs(key));
    assertThat(world.check(key)).isTrue();
    world.end(key);
  }

  /** A slow kubelet ends a pod long after its grace; the address was in two pods meanwhile. */
  @Test
  void theAddressOfAPodThatStillEndsIsGivenToNobodyUntilItIsGone() {
    EndpointKey key = ending("slow", "n1");
    for (String name : List.of("other-1", "other-2", "other-3")) {
      world.lease(key(name), "uid-" + name, "n1", BARE);
    }
    world.clockMs.set(world.deletionMs(key));
    assertThat(world.check(key)).isTrue();
    assertThat(world.ask(key("next"))).isInstanceOf(Outcome.Refused.class);
    try (var quarantine = new QuarantineSteward(world.room())) {
      quarantine.start();
      world.end(key);
      KubeFixture.await("free again", () -> world.ask(key("next")) instanceof Outcome.Granted);
    }
  }

  @Test
  void theSameHoldsForAPodThatItsSetNoLongerWants() {
    world.set("shrunk", 0, 0, Map.of());
    EndpointKey key = key("shrunk-0");
    world.lease(key, world.endingPod(key, "n1"), setOwner("shrunk"));
    for (String name : List.of("more-1", "more-2", "more-3")) {
      world.lease(key(name), "uid-" + name, "n1", BARE);
    }
    world.clockMs.set(world.deletionMs(key));
    assertThat(world.check(key)).isTrue();
    assertThat(world.ask(key("next"))).isInstanceOf(Outcome.Refused.class);
    world.end(key);
  }

  @Test
  void theAdditionalDelayComesAfterTheGrace() {
    world.settings = new ReclaimSettings(true, true, true, 7_000, 600_000, false);
    EndpointKey key = ending("delay", "n1");
    world.clockMs.set(world.deletionMs(key) + 6_999);
    assertThat(world.check(key)).isFalse();
    world.clockMs.incrementAndGet();
    assertThat(world.check(key)).isTrue();
    world.end(key);
  }

  @Test
  void issue4864TheSwitchesForNodesHoldInEverySearch() {
    for (boolean ready : new boolean[] {true, false}) {
      EndpointKey key = ending("b4864-" + ready, ready ? "n1" : "n2");
      world.clockMs.set(world.deletionMs(key) + 1_000);
      world.settings = new ReclaimSettings(true, !ready, ready, 0, 600_000, false);
      assertThat(world.check(key)).isFalse();
      assertThat(world.judge().against(endpoint(key), world.asked())).isEmpty();
      world.settings = new ReclaimSettings(true, ready, !ready, 0, 600_000, false);
      assertThat(world.check(key)).isTrue();
      world.end(key);
    }
  }

  private io.gridpool.ledger.model.Endpoint endpoint(EndpointKey key) {
    return java.util.Objects.requireNonNull(world.ledger.endpoint(key));
  }

  @Test
  void issue2967APodThatEndsOnASilentNodeIsFreedAndOneThatRunsThereIsNot() {
    EndpointKey ends = ending("b2967-ends", "n2");
    EndpointKey runs = key("b2967-runs");
    world.lease(runs, world.pod(runs, "n2"), BARE);
    world.clockMs.set(world.deletionMs(ends) + 1_000);
    assertThat(world.check(ends)).isTrue();
    assertThat(world.check(runs)).isFalse();
    world.end(ends);
  }

  @Test
  void ownFindingAValidStatefulSetPodThatEndsWithoutPodIpsKeepsItsAddress() {
    var _ = world.set("ends", 1, 1, Map.of());
    Pod pod = world.endingPod(key("ends-1"), "n1");
    world.lease(key("ends-1"), pod, setOwner("ends"));
    world.clockMs.set(world.deletionMs(key("ends-1")) + 86_400_000);
    assertThat(world.check(key("ends-1"))).isFalse();
    world.end(key("ends-1"));
  }

  @Test
  void aRunningPodKeepsItsAddressUntilItsNodeIsFenced() {
    EndpointKey key = key("fenced");
    world.node("n3", false);
    world.lease(key, world.pod(key, "n3"), BARE);
    assertThat(world.check(key)).isFalse();
    KubeFixture.write(
        "the taint",
        () ->
            client()
                .nodes()
                .withName("n3")
                .edit(node ->
                    new NodeBuilder(node)
                        .editSpec()
                        .addNewTaint(
                            "NoExecute", "node.kubernetes.io/out-of-service", null, "nodeshutdown")
                        .endSpec()
                        .build()));
    assertThat(world.check(key)).isTrue();
    EndpointKey last = key("fenced-last");
    world.lease(last, world.pod(last, "n3"), BARE);
    var _ = client().nodes().withName("n3").delete();
    assertThat(world.check(last)).isTrue();
  }

  @Test
  void finishedPodsGiveTheirAddressesBackAndStay() {
    for (String phase : new String[] {"Succeeded", "Failed"}) {
      EndpointKey key = key("done-" + phase.toLowerCase(java.util.Locale.ROOT));
      Pod pod = world.pod(key, "n1");
      world.lease(key, pod, new Owner("batch", "Job", "done"));
      assertThat(world.check(key)).isFalse();
      var _ = world.status(pod, ReclaimWorld.phase(phase));
      assertThat(world.check(key)).isTrue();
      assertThat(client().resource(pod).get()).isNotNull();
    }
  }

  @Test
  void anEvictedPodKeepsItsAddressWhileAContainerRuns() {
    EndpointKey key = key("evicted");
    Pod pod = world.pod(key, "n1");
    world.lease(key, pod, BARE);
    var _ = world.status(pod, evicted(true));
    assertThat(world.check(key)).isFalse();
    var _ = world.status(pod, evicted(false));
    assertThat(world.check(key)).isTrue();
  }

  private static PodStatus evicted(boolean runs) {
    var state = new ContainerState();
    if (runs) {
      state.setRunning(new ContainerStateRunning("2026-01-01T00:00:00Z"));
    }
    var container = new ContainerStatus();
    container.setName("main");
    container.setImage("busybox");
    container.setImageID("");
    container.setReady(false);
    container.setRestartCount(0);
    container.setState(state);
    PodStatus status = ReclaimWorld.phase("Failed");
    status.setReason("Evicted");
    status.setContainerStatuses(List.of(container));
    return status;
  }

  @Test
  void aScaleDownFreesUnlessTheTemplateOrTheSettingSaysKeep() {
    var _ = world.set("frees", 2, 1, Map.of());
    var _ = world.set("keeps", 2, 1, Map.of(ReclaimSettings.STICKY_SCALE, "true"));
    for (String name : new String[] {"frees-1", "frees-2", "frees-3", "keeps-3"}) {
      world.lease(key(name), "uid-" + name, "n1", setOwner(name.substring(0, 5)));
    }
    assertThat(world.check(key("frees-1"))).isTrue();
    assertThat(world.check(key("frees-2"))).isFalse();
    world.settings = ReclaimSettings.DEFAULT.withStickyScale(true);
    assertThat(world.check(key("frees-3"))).isFalse();
    world.settings = ReclaimSettings.DEFAULT;
    assertThat(world.check(key("frees-3"))).isTrue();
    assertThat(world.check(key("keeps-3"))).isFalse();
  }

  @Test
  void aStatefulSetThatIsGoneKeepsNothingAndItsNameIsItsIdentity() {
    var _ = world.set("again", 1, 1, Map.of(ReclaimSettings.STICKY_SCALE, "true"));
    world.lease(key("again-1"), "uid-1", "n1", setOwner("again"));
    world.lease(key("again-9"), "uid-9", "n1", setOwner("again"));
    var set = client().apps().statefulSets().inNamespace("default").withName("again");
    var _ = set.delete();
    KubeFixture.await("gone", () -> set.get() == null);
    var _ = world.set("again", 1, 1, Map.of());
    assertThat(world.check(key("again-1"))).isFalse();
    var _ = set.delete();
    KubeFixture.await("gone", () -> set.get() == null);
    assertThat(world.check(key("again-1"))).isTrue();
    assertThat(world.check(key("again-9"))).isTrue();
  }

  @Test
  void withoutTheFeatureAStatefulSetsPodIsLikeAnyOther() {
    var _ = world.set("plain", 1, 1, Map.of());
    world.lease(key("plain-1"), "uid-gone", "n1", setOwner("plain"));
    assertThat(world.check(key("plain-1"))).isFalse();
    world.statefulSets = false;
    assertThat(world.check(key("plain-1"))).isTrue();
  }

  @Test
  void aStaticPodKeepsItsAddressWhileItsShadowIsMissing() {
    world.lease(key("static-n1"), "hash", "n1", new Owner("", "Node", "n1"));
    assertThat(world.check(key("static-n1"))).isFalse();
    world.lease(key("static-n9"), "hash", "n9", new Owner("", "Node", "n9"));
    assertThat(world.check(key("static-n9"))).isTrue();
  }
}
