package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.command.ReportNode;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AdoptLeasesTest extends AdoptionFixture {
  private static Endpoint sticky(Endpoint of) {
    return new Endpoint(
        of.key(),
        of.podUid(),
        of.node(),
        of.containerFence(),
        of.owner(),
        true,
        false,
        of.leases(),
        of.sinceMs(),
        of.revision());
  }

  @Test
  void bringsTheJournalWhatASeatStillKnewAndWhatOnlyTheMirrorKeeps() {
    Endpoint journalled = endpoint("of-the-journal", "n1", "10.6.0.10", 7);
    n1.ports.journal().hold(new LeaseJournal.Held(journalled, "0123456789abcdef", List.of()));
    lives.mirrored.add(sticky(endpoint("kept-for-a-set", "n1", "10.6.0.11", 6)));
    lives.mirrored.add(endpoint("ended-on-n1", "n1", "10.6.0.12", 6));
    lives.mirrored.add(endpoint("on-a-silent-node", "n9", "10.6.0.13", 6));
    untilOver(leading(endpoint("survived", "n2", "10.6.0.14", 8)));
    assertThat(held("of-the-journal")).isNotNull();
    assertThat(held("survived")).isNotNull();
    assertThat(held("kept-for-a-set")).extracting(Endpoint::parked).isEqualTo(true);
    assertThat(held("on-a-silent-node")).extracting(Endpoint::parked).isEqualTo(false);
    assertThat(held("ended-on-n1")).as("the node knows better").isNull();
  }

  @Test
  void waitsForAReadyNodeThatHoldsLeasesHoweverLong() {
    lives.ready = Set.of("n1", "n2");
    lives.mirrored.add(endpoint("web", "n2", "10.6.0.10", 6));
    AdoptLeases adoption = leading();
    for (int i = 0; i < 200; i++) {
      assertThat(adoption.step()).isEqualTo(Optional.of("the reports of nodes [n2]"));
    }
    var _ = ledger.submit(List.of(new ReportNode("n2")), Duration.ZERO);
    assertThat(adoption.step()).isEmpty();
    assertThat(held("web")).as("n2 did not name it").isNull();
  }

  @Test
  void aReadyNodeWithoutLeasesIsWaitedForAWhileOnly() {
    lives.ready = Set.of("n1", "control-plane");
    lives.mirrored.add(endpoint("web", "n1", "10.6.0.10", 6));
    AdoptLeases adoption = leading();
    assertThat(adoption.step()).isEqualTo(Optional.of("the reports of nodes [control-plane]"));
    untilOver(adoption);
  }

  @Test
  void anAgentThatIsThereLongBeforeThePoolsStillBringsItsLeases() {
    Room n2 = new Room(ledger, "n2");
    Endpoint journalled = endpoint("web", "n2", "10.6.0.10", 7);
    n2.ports.journal().hold(new LeaseJournal.Held(journalled, "0123456789abcdef", List.of()));
    AdoptLeases following = following(n2);
    for (int i = 0; i < 100; i++) {
      assertThat(following.step()).contains("the leading agent to bring the pools");
    }
    lives.ready = Set.of("n1", "n2");
    lives.mirrored.add(endpoint("web", "n2", "10.6.0.10", 7));
    AdoptLeases leading = leading();
    assertThat(leading.step()).contains("the reports of nodes [n2]");
    following.step();
    untilOver(leading);
    assertThat(held("web")).isNotNull();
  }

  @Test
  void aFreshInstallationWaitsForNobodyElse() {
    lives.ready = Set.of("n1", "n2", "n3");
    assertThat(leading().step()).isEmpty();
  }

  @Test
  void takesOverWhatSpiderpoolGaveOutBeforeIt() {
    lives.mirrored.add(endpoint("web", "n1", "10.6.0.10", 0));
    untilOver(leading());
    n1.follower.readAll();
    assertThat(held("web")).extracting(Endpoint::parked).isEqualTo(true);
    assertThat(n1.addTo(n1.of("new", "uid-new", "p4")))
        .isInstanceOfSatisfying(
            AddResult.Assigned.class,
            got -> assertThat(got.addresses().getFirst().cidr()).isNotEqualTo("10.6.0.10/24"));
  }

  private static LivePod live(String pod, String node, String... addresses) {
    return new LivePod(
        new EndpointKey("shop", pod),
        "uid-" + pod,
        node,
        Arrays.stream(addresses).map(Address::parse).toList());
  }

  @Test
  void ofTwoClaimsAlikeNoneHoldsAndNobodyIsGivenTheAddress() {
    lives.mirrored.add(endpoint("one", "n1", "10.6.0.10", 0));
    lives.mirrored.add(endpoint("two", "n1", "10.6.0.10", 0));
    lives.pods = List.of(live("one", "n1", "10.6.0.10"), live("two", "n1", "10.6.0.10"));
    untilOver(leading());
    assertThat(held("one")).isNull();
    assertThat(held("two")).isNull();
    assertThat(lives.events)
        .anySatisfy(said -> assertThat(said).contains("shop/one", "10.6.0.10", "shop/two"));
    assertThat(givenToNewPods(10)).hasSize(9).doesNotContain("10.6.0.10/24");
  }

  @Test
  void ofTwoClaimsAlikeTheOneThatAloneLivesHolds() {
    lives.mirrored.add(endpoint("dead", "n1", "10.6.0.10", 0));
    lives.mirrored.add(endpoint("alive", "n1", "10.6.0.10", 0));
    lives.pods = List.of(live("alive", "n1", "10.6.0.10"));
    untilOver(leading());
    assertThat(held("alive")).isNotNull();
    assertThat(held("dead")).isNull();
    assertThat(lives.events).isEmpty();
  }

  @Test
  void theAddressOfALivePodThatNobodyKnowsIsGivenToNobody() {
    lives.pods = List.of(live("stranger", "n1", "10.6.0.12"), live("elsewhere", "n1", "10.9.9.9"));
    untilOver(leading());
    assertThat(lives.events)
        .singleElement()
        .asString()
        .contains("AddressQuarantined", "shop/stranger on node n1 uses 10.6.0.12");
    assertThat(givenToNewPods(10)).hasSize(9).doesNotContain("10.6.0.12/24");
  }

  @Test
  void freeAddressesWaitForASilentNodeAndKnownLeasesAreServed() {
    lives.mirrored.add(endpoint("web", "n1", "10.6.0.10", 0));
    lives.pods = List.of(live("web", "n1", "10.6.0.10"));
    lives.silent.put("n9", List.of("shop/just-started"));
    untilOver(leading());
    assertThat(held("web")).isNotNull();
    assertThat(givenToNewPods(1)).isEmpty();
    assertThat(n1.addTo(n1.of("later", "uid-later", "p4")))
        .isInstanceOfSatisfying(
            AddResult.Denied.class,
            no -> {
              assertThat(no.refusal().code()).isEqualTo(Refusal.TRY_AGAIN_LATER);
              assertThat(no.refusal().message()).contains("nodes [n9] did not report");
            });
    Room n9 = new Room(ledger, "n9");
    Endpoint own = endpoint("just-started", "n9", "10.6.0.15", 9);
    n9.ports.journal().hold(new LeaseJournal.Held(own, "0123456789abcdef", List.of()));
    assertThat(following(n9).step()).isEmpty();
    assertThat(held("just-started")).isNotNull();
    assertThat(givenToNewPods(10)).hasSize(8).doesNotContain("10.6.0.15/24", "10.6.0.10/24");
  }

  @Test
  void aDeletionOnANodeThatHasNotReportedYetForgetsNothing() {
    lives.mirrored.add(endpoint("web", "n1", "10.6.0.10", 0));
    lives.silent.put("n9", List.of("shop/db-0"));
    untilOver(leading());
    Room n9 = new Room(ledger, "n9");
    Endpoint own = sticky(endpoint("db-0", "n9", "10.6.0.15", 9));
    n9.ports.journal().hold(new LeaseJournal.Held(own, "0123456789abcdef", List.of()));
    var sandbox = new Attachment(own.key(), own.podUid(), "0123456789abcdef", "eth0", "net-a");
    assertThat(n9.release.release(sandbox)).isTrue();
    assertThat(n9.queued).containsExactly(sandbox);
    assertThat(following(n9).step()).isEmpty();
    n9.release.drain();
    assertThat(n9.queued).isEmpty();
    assertThat(held("db-0")).extracting(Endpoint::parked).isEqualTo(true);
  }
}
