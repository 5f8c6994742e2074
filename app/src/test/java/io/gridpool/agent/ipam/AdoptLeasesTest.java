package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.ReportNode;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AdoptLeasesTest {
  private final LedgerInMemory ledger = new LedgerInMemory(2);
  private final Room n1 = new Room(ledger, "n1");
  private final Lives lives = new Lives();

  /** What an API server would tell. */
  private static final class Lives implements EarlierLives {
    private final List<Endpoint> mirrored = new ArrayList<>();
    private Set<String> ready = Set.of("n1");

    @Override
    public List<Command> pools() {
      return List.of(
          new PutPool(
              new PoolSpec(
                  "p4",
                  Subnet.parse("10.6.0.0/24"),
                  List.of(AddressRange.parse("10.6.0.10-10.6.0.19")),
                  List.of(),
                  0,
                  false,
                  "")));
    }

    @Override
    public List<Endpoint> mirrored() {
      return mirrored;
    }

    @Override
    public Set<String> readyNodes() {
      return ready;
    }
  }

  private AdoptLeases leading(Endpoint... survived) {
    return new AdoptLeases(
        n1.ports,
        lives,
        new AdoptLeases.Place("n1", () -> true, () -> Set.of("n1")),
        List.of(survived));
  }

  private static Endpoint endpoint(String pod, String node, String address, long revision) {
    return new Endpoint(
        new EndpointKey("shop", pod),
        "uid-" + pod,
        node,
        "0123456789abcdef",
        new Owner("apps", "ReplicaSet", "web"),
        false,
        false,
        List.of(new NicLease("eth0", "p4", Address.parse(address), 24)),
        5,
        revision);
  }

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

  private @Nullable Endpoint held(String pod) {
    var query = new Query.ReadEndpoint(new EndpointKey("shop", pod));
    return ((Answer.OneEndpoint) ledger.ask(query, Duration.ZERO)).endpoint();
  }

  private void untilOver(AdoptLeases adoption) {
    for (int i = 0; i < 100 && adoption.step().isPresent(); i++) {}
    assertThat(((Answer.Status) ledger.ask(new Query.ReadStatus(), Duration.ZERO)).adopting())
        .isFalse();
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
}
