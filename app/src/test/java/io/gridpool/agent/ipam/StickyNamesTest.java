package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.Owner;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Addresses that outlive their pods: of StatefulSets, of names, of virtual machines. */
class StickyNamesTest {
  private static final Owner DEPLOYMENT = new Owner("apps", "Deployment", "front");
  private static final Map<String, String> FRONT =
      Map.of(PodPools.IPPOOL, "{\"ipv4\":[\"a\"]}", LeaseName.STICKY_NAME, "front");
  private static final Map<String, String> PLAIN = Map.of(PodPools.IPPOOL, "{\"ipv4\":[\"a\"]}");
  private final LedgerInMemory ledger = new LedgerInMemory();
  private final Room n1 = new Room(ledger, "n1");
  private Room n2 = n1;

  @BeforeEach
  void open() {
    n1.pool("a", "10.1.0.0/24", "10.1.0.1-10.1.0.9", "{}");
    n2 = new Room(ledger, new IpamSettings("n2", true, true, true), n1.api);
  }

  @Test
  void whoeverCarriesTheNameNextGetsTheAddresses() {
    PodFacts old = n1.pod("front-7c9f-abcde", "u1", DEPLOYMENT, FRONT);
    List<String> before = Room.cidrs(n1.addTo(old));
    n1.leave(old);
    assertThat(n1.endpoint("front")).isNotNull().matches(Endpoint::parked);
    assertThat(Room.cidrs(n2.addTo(n2.pod("other-1", "u2", DEPLOYMENT, FRONT)))).isEqualTo(before);
    assertThat(n1.endpoint("front")).isNotNull().extracting(Endpoint::podName).isEqualTo("other-1");
  }

  @Test
  void aSecondLivePodIsRefusedAndToldWhoHoldsThem() {
    n1.addTo(n1.pod("front-1", "u1", DEPLOYMENT, FRONT));
    Refusal refusal = Room.refusal(n2.addTo(n2.pod("front-2", "u2", DEPLOYMENT, FRONT)));
    assertThat(refusal.code()).isEqualTo(Refusal.HELD_BY_LIVE_POD);
    assertThat(refusal.message())
        .isEqualTo(
            "the addresses of default/front are held by pod default/front-1 uid u1 on node n1, which is alive");
  }

  @Test
  void aHolderThatIsOnItsWayOutStillHoldsThem() {
    PodFacts old = n1.pod("front-1", "u1", DEPLOYMENT, FRONT);
    n1.addTo(old);
    n1.end(old);
    PodFacts next = n2.pod("front-2", "u2", DEPLOYMENT, FRONT);
    assertThat(Room.refusal(n2.addTo(next)).code()).isEqualTo(Refusal.HELD_BY_LIVE_POD);
  }

  @Test
  void aFinishedPodWithoutASandboxGivesTheNameFree() {
    PodFacts old = n1.pod("job-1", "u1", DEPLOYMENT, FRONT);
    List<String> before = Room.cidrs(n1.addTo(old));
    n1.end(old);
    n1.release.release(n1.attachment(old, Room.CONTAINER));
    assertThat(Room.cidrs(n2.addTo(n2.pod("job-2", "u2", DEPLOYMENT, FRONT)))).isEqualTo(before);
  }

  @Test
  void aLivePodWhoseSandboxIsBeingReplacedKeepsTheName() {
    PodFacts live = n1.pod("front-1", "u1", DEPLOYMENT, FRONT);
    List<String> before = Room.cidrs(n1.addTo(live));
    n1.release.release(n1.attachment(live, Room.CONTAINER));
    assertThat(n1.endpoint("front")).isNotNull().matches(Endpoint::parked);
    Refusal refusal = Room.refusal(n2.addTo(n2.pod("front-2", "u2", DEPLOYMENT, FRONT)));
    assertThat(refusal.code()).isEqualTo(Refusal.HELD_BY_LIVE_POD);
    assertThat(Room.cidrs(n1.addTo(live))).isEqualTo(before);
  }

  @Test
  void theNameMovesWhenItsHolderIsGoneWithoutARelease() {
    PodFacts old = n1.pod("front-1", "u1", DEPLOYMENT, FRONT);
    List<String> before = Room.cidrs(n1.addTo(old));
    n1.api.remove(old.key());
    assertThat(Room.cidrs(n2.addTo(n2.pod("front-2", "u2", DEPLOYMENT, FRONT)))).isEqualTo(before);
    n1.release.release(n1.attachment(old, Room.CONTAINER));
    assertThat(n1.endpoint("front"))
        .isNotNull()
        .matches(e -> !e.parked() && e.podUid().equals("u2"));
  }

  @Test
  void aSandboxOfAnOldPodCannotTakeTheNameBack() {
    PodFacts old = n1.pod("front-1", "u1", DEPLOYMENT, FRONT);
    n1.addTo(old);
    n1.api.remove(old.key());
    n2.addTo(n2.pod("front-2", "u2", DEPLOYMENT, FRONT));
    n2.api.remove(n2.pods.values().iterator().next().key());
    assertThat(Room.refusal(n1.addTo(old)).code()).isEqualTo(Refusal.HELD_BY_LIVE_POD);
  }

  @Test
  void aPodOfThatVeryNameNeverSharesTheLease() {
    PodFacts carrier = n1.pod("front-1", "u1", DEPLOYMENT, FRONT);
    n1.addTo(carrier);
    n1.leave(carrier);
    Refusal refusal = Room.refusal(n1.addTo(n1.bare("front", "u2", PLAIN)));
    assertThat(refusal.code()).isEqualTo(Refusal.HELD_BY_LIVE_POD);
    assertThat(refusal.message())
        .isEqualTo(
            "the name default/front was given to addresses by annotation ipam.spidernet.io/sticky-name, last of pod default/front-1 uid u1 on node n1; a pod of this name cannot have others");
    assertThat(n1.endpoint("front")).isNotNull().extracting(Endpoint::podUid).isEqualTo("u1");
  }

  @Test
  void aNameCannotBeTakenFromAPodThatIsCalledSo() {
    n1.addTo(n1.pod("front", "u1", Room.STATEFUL_SET, PLAIN));
    Refusal refusal = Room.refusal(n1.addTo(n1.pod("front-1", "u2", DEPLOYMENT, FRONT)));
    assertThat(refusal.message())
        .isEqualTo(
            "the name default/front is the own name of pod default/front uid u1 on node n1, which holds addresses");
    PodFacts lone = n1.bare("lone", "u3", PLAIN);
    n1.addTo(lone);
    n1.pods.remove(lone.key());
    n1.api.remove(lone.key());
    PodFacts carrier =
        n1.bare(
            "x",
            "u4",
            Map.of(PodPools.IPPOOL, PLAIN.get(PodPools.IPPOOL), LeaseName.STICKY_NAME, "lone"));
    assertThat(Room.cidrs(n1.addTo(carrier))).hasSize(1);
  }

  @Test
  void aPodMayCarryItsOwnName() {
    PodFacts pod = n1.bare("front", "u1", FRONT);
    List<String> before = Room.cidrs(n1.addTo(pod));
    assertThat(Room.cidrs(n1.addTo(pod))).isEqualTo(before);
    n1.leave(pod);
    assertThat(Room.cidrs(n1.addTo(n1.bare("front-2", "u2", FRONT)))).isEqualTo(before);
  }

  @Test
  void aNameThatIsNoneIsWrongInput() {
    for (String name : List.of("", "Front", "a/b", "-a", "a".repeat(254))) {
      PodFacts pod = n1.bare("p", "u", Map.of(LeaseName.STICKY_NAME, name));
      assertThat(Room.refusal(n1.addTo(pod)).message())
          .startsWith("wrong input: annotation ipam.spidernet.io/sticky-name = ");
    }
  }

  @Test
  void checkAndGarbageCollectionKnowThePodByItsRealName() {
    PodFacts pod = n1.pod("front-1", "u1", DEPLOYMENT, FRONT);
    List<String> cidrs = Room.cidrs(n1.addTo(pod));
    assertThat(n1.check.check(n1.attachment(pod, Room.CONTAINER), cidrs)).isEmpty();
    n1.pods.remove(pod.key());
    n1.api.remove(pod.key());
    assertThat(n1.garbage.collect("net-a", Set.of())).isEqualTo(1);
    assertThat(n1.endpoint("front")).isNotNull().matches(Endpoint::parked);
  }

  @Test
  void withoutTheSwitchAStatefulPodIsStateless() {
    Room off = new Room(ledger, new IpamSettings("n3", true, true, false), n1.api);
    PodFacts pod = off.pod("web-0", "u1", Room.STATEFUL_SET, PLAIN);
    off.addTo(pod);
    off.leave(pod);
    assertThat(off.endpoint("web-0")).isNull();
  }

  @Test
  void own_aThirdPartyStatefulSetIsTakenByItsGroupAndNotByItsKind() {
    var kruise = new Owner("apps.kruise.io", "StatefulSet", "web");
    PodFacts pod = n1.pod("web-0", "u1", kruise, PLAIN);
    n1.addTo(pod);
    assertThat(n1.endpoint("web-0")).isNotNull().matches(e -> !e.sticky());
    n1.leave(pod);
    assertThat(n1.endpoint("web-0")).isNull();
  }

  @Test
  void aVirtualMachineKeepsItsAddressAcrossARestartAndWhileItMoves() {
    var machine = new Owner("kubevirt.io", "VirtualMachineInstance", "vm");
    PodFacts first = n1.pod("virt-launcher-vm-1", "u1", machine, PLAIN);
    List<String> before = Room.cidrs(n1.addTo(first));
    PodFacts target = n2.pod("virt-launcher-vm-2", "u2", machine, PLAIN);
    assertThat(Room.cidrs(n2.addTo(target))).isEqualTo(before);
    n1.leave(first);
    assertThat(n1.endpoint("vm"))
        .isNotNull()
        .matches(e -> e.pod().equals(target.key()) && !e.parked() && e.node().equals("n2"));
    n2.leave(target);
    assertThat(Room.cidrs(n1.addTo(n1.pod("virt-launcher-vm-3", "u3", machine, PLAIN))))
        .isEqualTo(before);
  }
}
