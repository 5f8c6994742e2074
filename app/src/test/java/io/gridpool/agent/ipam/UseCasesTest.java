package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ADD, DEL, CHECK and GC over a real ledger. */
class UseCasesTest {
  private static final Map<String, String> POOL_A =
      Map.of("ipam.spidernet.io/ippool", "{\"ipv4\": [\"a\"]}");
  private final LedgerInMemory ledger = new LedgerInMemory();
  private Room n1;
  private Room n2;

  @BeforeEach
  void open() {
    n1 = new Room(ledger, "n1");
    n1.pool(
        "a",
        "10.0.0.0/24",
        "10.0.0.10-10.0.0.12",
        "{\"gateway\": \"10.0.0.1\", \"routes\": [{\"dst\": \"10.9.0.0/16\", \"gw\": \"10.0.0.2\"}]}");
    n1.pool("six", "fd00::/64", "fd00::10-fd00::ff", "{}");
    n2 = new Room(ledger, "n2");
  }

  @Test
  void answersTheSameWhenAskedAgain() {
    PodFacts pod = n1.bare("p", "u1", POOL_A);
    List<String> first = Room.cidrs(n1.addTo(pod));
    assertThat(Room.cidrs(n1.addTo(pod))).isEqualTo(first).hasSize(1);
  }

  @Test
  void givesGatewayAndRoutesOfThePool() {
    var assigned = (AddResult.Assigned) n1.addTo(n1.bare("p", "u1", POOL_A));
    assertThat(assigned.addresses().getFirst().gateway()).isEqualTo("10.0.0.1");
    assertThat(assigned.routes())
        .containsExactly(
            new Route("10.9.0.0/16", "10.0.0.2"), new Route(Route.DEFAULT_V4, "10.0.0.1"));
  }

  @Test
  void returnsTheStickyAddressWhenThePodComesBackOnAnotherNode() {
    PodFacts old = n1.pod("web-0", "u1", Room.STATEFUL_SET, POOL_A);
    List<String> before = Room.cidrs(n1.addTo(old));
    n1.end(old);
    n1.release.release(n1.attachment(old, Room.CONTAINER));
    assertThat(Room.cidrs(n2.addTo(n2.pod("web-0", "u2", Room.STATEFUL_SET, POOL_A))))
        .isEqualTo(before);
  }

  @Test
  void takesTheAddressOverWhenTheOldNodeNeverReleasedIt() {
    List<String> before = Room.cidrs(n1.addTo(n1.pod("web-0", "u1", Room.STATEFUL_SET, POOL_A)));
    assertThat(Room.cidrs(n2.addTo(n2.pod("web-0", "u2", Room.STATEFUL_SET, POOL_A))))
        .isEqualTo(before);
  }

  @Test
  void lateReleaseOfTheOldSandboxDoesNotFreeTheNewOne() {
    PodFacts old = n1.pod("web-0", "u1", Room.STATEFUL_SET, POOL_A);
    n1.addTo(old);
    List<String> now = Room.cidrs(n2.addTo(n2.pod("web-0", "u2", Room.STATEFUL_SET, POOL_A)));
    n1.pods.clear();
    assertThat(n1.release.release(n1.attachment(old, Room.CONTAINER))).isFalse();
    assertThat(endpoint("web-0").endpoint())
        .isNotNull()
        .extracting(e -> e.leases().getFirst().cidr())
        .isEqualTo(now.getFirst());
  }

  @Test
  void keepsTheAddressWhileOnlyTheSandboxIsReplaced() {
    PodFacts pod = n1.bare("p", "u1", POOL_A);
    List<String> before = Room.cidrs(n1.addTo(pod));
    n1.release.release(n1.attachment(pod, Room.CONTAINER));
    assertThat(
            Room.cidrs(
                n1.add.add(
                    new AddRequest(n1.attachment(pod, "bbbbbbbbbbbbbbbbbbbb"), Map.of(), false))))
        .isEqualTo(before);
  }

  @Test
  void freesTheAddressWhenThePodEnds() {
    PodFacts pod = n1.bare("p", "u1", POOL_A);
    n1.addTo(pod);
    n1.end(pod);
    assertThat(n1.release.release(n1.attachment(pod, Room.CONTAINER))).isTrue();
    assertThat(endpoint("p").endpoint()).isNull();
    assertThat(n1.held).isEmpty();
  }

  @Test
  void releasesBySandboxWhenTheRuntimeDoesNotNameThePod() {
    PodFacts pod = n1.bare("p", "u1", POOL_A);
    n1.addTo(pod);
    n1.end(pod);
    Attachment unnamed =
        new Attachment(new EndpointKey("", ""), "", Room.CONTAINER, "eth0", "net-a");
    assertThat(n1.release.release(unnamed)).isTrue();
    assertThat(endpoint("p").endpoint()).isNull();
  }

  @Test
  void saysWhichPoolIsExhaustedWithItsNumbers() {
    for (int i = 0; i < 3; i++) {
      n1.addTo(n1.bare("p" + i, "u" + i, POOL_A));
    }
    Refusal refusal = Room.refusal(n1.addTo(n1.bare("p3", "u3", POOL_A)));
    assertThat(refusal.code()).isEqualTo(Refusal.EXHAUSTED);
    assertThat(refusal.message())
        .isEqualTo("all IP addresses used out: eth0 wants IPv4 from a (3 of 3 addresses in use)");
    assertThat(refusal.details()).as("runtimes print message; details").isEmpty();
  }

  @Test
  void refusesAWrongAnnotationAndNamesIt() {
    Refusal refusal =
        Room.refusal(
            n1.addTo(n1.bare("p", "u1", Map.of("ipam.spidernet.io/ippool", "{\"ipv4\": \"a\"}"))));
    assertThat(refusal.code()).isEqualTo(Refusal.INVALID_CONFIG);
    assertThat(refusal.message())
        .contains("ipam.spidernet.io/ippool")
        .contains("{\"ipv4\": \"a\"}");
  }

  @Test
  void refusesAPoolThatDoesNotExist() {
    Refusal refusal =
        Room.refusal(
            n1.addTo(
                n1.bare("p", "u1", Map.of("ipam.spidernet.io/ippool", "{\"ipv4\": [\"nope\"]}"))));
    assertThat(refusal.message())
        .isEqualTo("wrong input: IPPool nope does not exist, named for pod default/p");
  }

  @Test
  void saysThatNoPoolFits() {
    assertThat(Room.refusal(n1.addTo(n1.bare("p", "u1", Map.of()))).code())
        .isEqualTo(Refusal.NO_POOL);
  }

  @Test
  void filtersAPoolOfAnotherNodeAndSaysSo() {
    n1.pool("far", "10.7.0.0/24", "10.7.0.1-10.7.0.9", "{\"nodeName\": [\"n9\"]}");
    Refusal refusal =
        Room.refusal(
            n1.addTo(
                n1.bare("p", "u1", Map.of("ipam.spidernet.io/ippool", "{\"ipv4\": [\"far\"]}"))));
    assertThat(refusal.code()).isEqualTo(Refusal.NO_POOL);
    assertThat(refusal.message()).contains("far: it is not for node n1");
  }

  @Test
  void usesNamespaceThenNetworkConfigurationThenDefaultPools() {
    n1.pool("standard", "10.5.0.0/24", "10.5.0.1-10.5.0.9", "{\"default\": true}");
    n1.pool("conf", "10.6.0.0/24", "10.6.0.1-10.6.0.9", "{}");
    PodFacts pod = n1.bare("p", "u1", Map.of());
    assertThat(Room.cidrs(n1.addTo(pod)).getFirst()).startsWith("10.5.0.");
    PodFacts second = n1.bare("q", "u2", Map.of());
    assertThat(
            Room.cidrs(
                    n1.add.add(
                        new AddRequest(
                            n1.attachment(second, Room.CONTAINER), Room.v4("conf"), false)))
                .getFirst())
        .startsWith("10.6.0.");
    n1.namespaces.put(
        "default",
        new ObjectFacts(
            "default", Map.of(), Map.of("ipam.spidernet.io/default-ipv4-ippool", "[\"a\"]")));
    PodFacts third = n1.bare("r", "u3", Map.of());
    assertThat(
            Room.cidrs(
                    n1.add.add(
                        new AddRequest(
                            n1.attachment(third, Room.CONTAINER), Room.v4("conf"), false)))
                .getFirst())
        .startsWith("10.0.0.");
  }

  @Test
  void takesNothingFromOneFamilyWhenTheOtherIsExhausted() {
    for (int i = 0; i < 3; i++) {
      n1.addTo(n1.bare("p" + i, "u" + i, POOL_A));
    }
    PodFacts dual =
        n1.bare(
            "dual",
            "u9",
            Map.of("ipam.spidernet.io/ippool", "{\"ipv4\": [\"a\"], \"ipv6\": [\"six\"]}"));
    assertThat(Room.refusal(n1.addTo(dual)).code()).isEqualTo(Refusal.EXHAUSTED);
    assertThat(endpoint("dual").endpoint()).isNull();
  }

  @Test
  void givesTwoNicsOfOnePoolTwoAddresses() {
    PodFacts pod =
        n1.bare(
            "p",
            "u1",
            Map.of(
                "ipam.spidernet.io/ippools",
                "[{\"interface\":\"eth0\",\"ipv4\":[\"a\"]},{\"Interface\":\"net1\",\"IPv4\":[\"a\"]}]"));
    assertThat(Room.cidrs(n1.addTo(pod))).hasSize(1);
    assertThat(endpoint("p").endpoint())
        .isNotNull()
        .satisfies(e ->
            assertThat(e.leases()).hasSize(2).extracting(l -> l.address()).doesNotHaveDuplicates());
  }

  @Test
  void queuesAReleaseWhileTheLedgerIsAwayAndDrainsItLater() {
    PodFacts pod = n1.bare("p", "u1", POOL_A);
    n1.addTo(pod);
    n1.end(pod);
    ledger.setAway(true);
    assertThat(n1.release.release(n1.attachment(pod, Room.CONTAINER))).isTrue();
    ledger.setAway(false);
    n1.release.drain();
    assertThat(endpoint("p").endpoint()).isNull();
    assertThat(n1.queued).isEmpty();
  }

  @Test
  void answersTryAgainLaterWhileTheLedgerIsAway() {
    PodFacts pod = n1.bare("p", "u1", POOL_A);
    ledger.setAway(true);
    assertThat(Room.refusal(n1.addTo(pod)).code()).isEqualTo(Refusal.TRY_AGAIN_LATER);
  }

  @Test
  void checkComparesTheLease() {
    PodFacts pod = n1.bare("p", "u1", POOL_A);
    List<String> cidrs = Room.cidrs(n1.addTo(pod));
    assertThat(n1.check.check(n1.attachment(pod, Room.CONTAINER), cidrs)).isEmpty();
    assertThat(n1.check.check(n1.attachment(pod, Room.CONTAINER), List.of("10.0.0.99/24")))
        .isPresent();
    assertThat(n1.check.check(n1.attachment(pod, "cccc"), cidrs)).isPresent();
  }

  @Test
  void gcFreesWhatTheRuntimeDoesNotListOfThisNetworkOnly() {
    PodFacts kept = n1.bare("kept", "u1", POOL_A);
    PodFacts stale = n1.bare("stale", "u2", POOL_A);
    n1.add.add(new AddRequest(n1.attachment(kept, "c-kept"), Map.of(), false));
    n1.add.add(new AddRequest(n1.attachment(stale, "c-stale"), Map.of(), false));
    n1.pods.remove(stale.key());
    n1.api.remove(stale.key());
    assertThat(n1.garbage.collect("net-b", Set.of())).isZero();
    assertThat(n1.garbage.collect("net-a", Set.of(new CollectGarbage.Valid("c-kept", "eth0"))))
        .isEqualTo(1);
    assertThat(endpoint("kept").endpoint()).isNotNull();
    assertThat(endpoint("stale").endpoint()).isNull();
  }

  @Test
  void refusesASandboxOfAPodThatIsGone() {
    PodFacts now = n1.bare("p", "u2", POOL_A);
    Attachment old = new Attachment(now.key(), "u1", Room.CONTAINER, "eth0", "net-a");
    Refusal refusal = Room.refusal(n1.add.add(new AddRequest(old, Map.of(), false)));
    assertThat(refusal.message())
        .isEqualTo("pod default/p with uid u1 is gone; its name now belongs to uid u2");
  }

  private Answer.OneEndpoint endpoint(String name) {
    return (Answer.OneEndpoint)
        ledger.ask(new Query.ReadEndpoint(new EndpointKey("default", name)), Duration.ZERO);
  }

  @Test
  void aPodOfAnotherNodeIsRefusedByName() {
    PodFacts pod = n1.bare("away", "u-away", Map.of());
    n1.pods.remove(pod.key());
    n1.api.put(
        pod.key(),
        new PodFacts(
            pod.key(), pod.uid(), "n2", pod.owner(), false, pod.labels(), pod.annotations()));
    Refusal refusal = Room.refusal(n1.addTo(pod));
    assertThat(refusal.code()).isEqualTo(Refusal.INVALID_ARGUMENTS);
    assertThat(refusal.message())
        .isEqualTo("pod default/away uid u-away is bound to node n2; this is node n1");
    assertThat(n1.endpoint("away")).isNull();
  }
}
