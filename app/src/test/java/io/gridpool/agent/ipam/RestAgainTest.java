package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.model.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RestAgainTest extends AdoptionFixture {
  private static LeaseJournal.Freed freed(Endpoint endpoint, long agoMs) {
    return new LeaseJournal.Freed(
        new LeaseJournal.Held(endpoint, "0123456789abcdef", List.of()), agoMs);
  }

  @Test
  void anAddressThatAPodFreedShortlyBeforeTheTermRestsInItToo() {
    lives.cooldownMs = 30_000;
    n1.freed.add(freed(endpoint("gone", "n1", "10.6.0.12", 7), 29_000));
    n1.freed.add(freed(endpoint("long-gone", "n1", "10.6.0.13", 6), 31_000));
    untilOver(leading());
    assertThat(held("gone")).isNull();
    assertThat(givenToNewPods(9))
        .hasSize(9)
        .contains("10.6.0.13/24")
        .doesNotContain("10.6.0.12/24");
    assertThat(n1.addTo(n1.of("last", "uid-last", "p4")))
        .as("rests end early when nothing else is free")
        .isInstanceOf(AddResult.Assigned.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoeverReportsFirstTheLaterHolderOfAFreedAddressKeepsIt(boolean holderFirst) {
    lives.cooldownMs = 30_000;
    lives.ready = Set.of("n1", "n2", "n3");
    Endpoint later = endpoint("later", "n2", "10.6.0.12", 9);
    lives.mirrored.add(later);
    lives.mirrored.add(endpoint("other", "n3", "10.6.0.15", 3));
    Room n2 = new Room(ledger, "n2");
    n2.ports.journal().hold(new LeaseJournal.Held(later, "0123456789abcdef", List.of()));
    Room n3 = new Room(ledger, "n3");
    n3.freed.add(freed(endpoint("gone", "n3", "10.6.0.12", 7), 1_000));
    List<AdoptLeases> followers = new ArrayList<>(List.of(following(n3), following(n2)));
    if (holderFirst) {
      Collections.reverse(followers);
    }
    AdoptLeases leading = leading();
    assertThat(leading.step()).contains("the reports of nodes [n2, n3]");
    followers.forEach(AdoptLeases::step);
    untilOver(leading);
    followers.forEach(this::untilOver);
    assertThat(held("later")).isEqualTo(later);
    assertThat(held("gone")).isNull();
  }

  @Test
  void aFreedLeaseDoesNotHideTheLaterOneOfThatNameOnASilentNode() {
    lives.cooldownMs = 30_000;
    n1.freed.add(freed(endpoint("web-0", "n1", "10.6.0.12", 7), 1_000));
    Endpoint later = ofUid("later", endpoint("web-0", "n9", "10.6.0.14", 9));
    lives.mirrored.add(later);
    untilOver(leading());
    assertThat(held("web-0")).isEqualTo(later);
    assertThat(givenToNewPods(8)).hasSize(8).doesNotContain("10.6.0.12/24", "10.6.0.14/24");
  }

  private static Endpoint ofUid(String uid, Endpoint of) {
    return new Endpoint(
        of.key(),
        uid,
        of.node(),
        of.containerFence(),
        of.owner(),
        of.sticky(),
        of.parked(),
        of.leases(),
        of.sinceMs(),
        of.revision());
  }
}
