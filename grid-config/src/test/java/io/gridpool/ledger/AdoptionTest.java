package io.gridpool.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Adopt;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.EndAdoption;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.command.ReportNode;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AdoptionTest {
  private static final TermId SECOND = new TermId(2, "ipam@2");

  private final Ledger ledger = new Ledger();

  @BeforeEach
  void openTheSecondTerm() {
    apply(new OpenTerm(SECOND));
    apply(
        new PutPool(
            new PoolSpec(
                "p4",
                Subnet.parse("10.6.0.0/24"),
                List.of(AddressRange.parse("10.6.0.10-10.6.0.12")),
                List.of(),
                30_000,
                false,
                "")));
  }

  private Outcome apply(Command command) {
    Outcome outcome = ledger.apply(1, new Batch(SECOND, 1_000, List.of(command))).getFirst();
    LedgerInvariants.check(ledger);
    return outcome;
  }

  private static Endpoint claim(String pod, String address, long revision) {
    return new Endpoint(
        new EndpointKey("shop", pod),
        "uid-" + pod,
        "n1",
        "0123456789abcdef",
        new Owner("apps", "StatefulSet", "web"),
        true,
        false,
        List.of(new NicLease("eth0", "p4", Address.parse(address), 24)),
        500,
        revision);
  }

  private static Acquire acquire(String pod) {
    return new Acquire(
        new EndpointKey("shop", pod),
        "uid-" + pod,
        "n1",
        "0123456789abcdef",
        new Owner("apps", "StatefulSet", "web"),
        true,
        List.of(new Want("eth0", IpFamily.V4, List.of("p4"))));
  }

  private Answer.Status status() {
    return (Answer.Status) ledger.ask(new Query.ReadStatus());
  }

  @Test
  void givesNothingNewUntilTheAdoptionEnds() {
    assertThat(apply(acquire("web-0"))).isEqualTo(new Outcome.Adopting(true, List.of()));
    assertThat(apply(new ReportNode("n1"))).isEqualTo(new Outcome.Adopting(true, List.of("n1")));
    assertThat(status().reported()).containsExactly("n1");
    assertThat(apply(new EndAdoption())).isEqualTo(new Outcome.TermOpened(SECOND));
    assertThat(status().adopting()).isFalse();
    assertThat(apply(acquire("web-0"))).isInstanceOf(Outcome.Granted.class);
  }

  @Test
  void answersAPodThatHoldsItsAddressAlreadyAndFreesNothing() {
    apply(new Adopt(claim("web-0", "10.6.0.11", 7)));
    assertThat(apply(acquire("web-0"))).isInstanceOf(Outcome.AlreadyHeld.class);
    Release release = new Release(new EndpointKey("shop", "web-0"), "", "0123456789abcdef", true);
    assertThat(apply(release)).isInstanceOf(Outcome.Adopting.class);
    apply(new EndAdoption());
    assertThat(apply(release)).isInstanceOf(Outcome.Parked.class);
  }

  @Test
  void nobodyGetsAnAdoptedAddress() {
    apply(new Adopt(claim("web-0", "10.6.0.10", 7)));
    apply(new EndAdoption());
    for (String pod : List.of("a", "b")) {
      Outcome.Granted granted = (Outcome.Granted) apply(acquire(pod));
      assertThat(granted.endpoint().leases().getFirst().address())
          .isNotEqualTo(Address.parse("10.6.0.10"));
    }
    assertThat(apply(acquire("c"))).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void ofTwoClaimsToOneAddressTheLaterIsTheTruthWhateverComesFirst() {
    Endpoint before = claim("old", "10.6.0.11", 7);
    Endpoint later = claim("new", "10.6.0.11", 9);
    assertThat(apply(new Adopt(before))).isEqualTo(new Outcome.Adopted(before));
    assertThat(apply(new Adopt(later))).isEqualTo(new Outcome.Adopted(later));
    assertThat(apply(new Adopt(before)))
        .isEqualTo(new Outcome.AdoptionRefused("shop/old: 10.6.0.11 is held by shop/new"));
    assertThat(status().endpoints()).isEqualTo(1);
  }

  @Test
  void ofTwoClaimsOfOnePodTheLaterIsTheTruthWhateverComesFirst() {
    Endpoint later = claim("web-0", "10.6.0.12", 9);
    apply(new Adopt(claim("web-0", "10.6.0.11", 7)));
    assertThat(apply(new Adopt(later))).isEqualTo(new Outcome.Adopted(later));
    assertThat(apply(new Adopt(claim("web-0", "10.6.0.11", 7))))
        .isEqualTo(new Outcome.Adopted(later));
    assertThat(status().leases()).isEqualTo(1);
  }

  @Test
  void aClaimOutsideOfEveryPoolIsRefusedByName() {
    assertThat(apply(new Adopt(claim("web-0", "10.6.0.99", 7))))
        .isEqualTo(new Outcome.AdoptionRefused("shop/web-0: 10.6.0.99 is no address of pool p4"));
  }

  @Test
  void whoKnewTheLedgerBeforeHasToReadItAllAgain() {
    Answer answer = ledger.ask(new Query.ReadChanges(50, 100));
    assertThat(((Answer.Changes) answer).resync()).isTrue();
    assertThat(status().revision()).isGreaterThan(1L << 40);
  }

  @Test
  void goesOnWithTheAdoptionFromASnapshot() {
    apply(new ReportNode("n1"));
    apply(new Adopt(claim("web-0", "10.6.0.11", 7)));
    byte[] bytes = ledger.freeze().encode();
    Ledger thawed = FrozenLedger.decode(bytes).thaw();
    assertThat(thawed.freeze().encode()).isEqualTo(bytes);
    assertThat(((Answer.Status) thawed.ask(new Query.ReadStatus())).reported())
        .containsExactly("n1");
  }

  @Test
  void aLateClaimTakesOnlyWhatWasHeldBackAndNobodyHolds() {
    apply(new Adopt(claim("kept", "10.6.0.10", 7)));
    apply(new PutReserved(new Reservation("held", List.of(AddressRange.parse("10.6.0.11")))));
    apply(new EndAdoption());
    Endpoint late = claim("late", "10.6.0.11", 9);
    assertThat(apply(new Adopt(claim("open", "10.6.0.12", 9))))
        .isEqualTo(new Outcome.AdoptionRefused("shop/open came after the adoption had ended"));
    assertThat(apply(new Adopt(late))).isEqualTo(new Outcome.Adopted(late));
    assertThat(apply(new Adopt(claim("rival", "10.6.0.11", 11))))
        .isEqualTo(
            new Outcome.AdoptionRefused(
                "shop/rival came late, its addresses are held by [shop/late]"));
    assertThat(((Outcome.Granted) apply(acquire("new"))).endpoint().leases().getFirst().address())
        .isEqualTo(Address.parse("10.6.0.12"));
    assertThat(status().leases()).isEqualTo(3);
  }
}
