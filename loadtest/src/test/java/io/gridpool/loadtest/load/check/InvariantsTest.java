package io.gridpool.loadtest.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.loadtest.load.check.Invariants.Asker;
import io.gridpool.loadtest.load.check.Invariants.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvariantsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String ADDRESS = "10.0.0.1";

  private final Invariants invariants = new Invariants(new Rules(30 * SECOND, 100, true));

  private static Asker pod(String name) {
    return new Asker("ns/" + name, "uid-" + name, name, false);
  }

  private static Asker member(String name, String uid) {
    return new Asker("ns/" + name, uid, "set", true);
  }

  private void give(Asker asker, String address, long atNs) {
    invariants.told(asker, address, invariants.asks(atNs), atNs);
  }

  private void release(Asker asker, String address, long atNs) {
    invariants.letsGo(asker, address, atNs);
    invariants.released(asker, address);
  }

  private List<String> broken() {
    return invariants.verdicts().stream()
        .filter(verdict -> !verdict.kept())
        .map(Verdict::promise)
        .toList();
  }

  @Test
  void findsAnAddressWithTwoHolders() {
    give(pod("a"), ADDRESS, 0);
    give(pod("b"), ADDRESS, SECOND);
    assertThat(broken()).containsExactly("no address with two holders");
  }

  @Test
  void aReleaseInFlightExplainsTheNextHolder() {
    give(pod("a"), ADDRESS, 0);
    invariants.letsGo(pod("a"), ADDRESS, SECOND);
    give(pod("b"), ADDRESS, 40 * SECOND);
    invariants.released(pod("a"), ADDRESS);
    assertThat(broken()).isEmpty();
    assertThat(invariants.held()).isEqualTo(1);
  }

  @Test
  void findsANameThatLostItsAddress() {
    give(member("db-0", "first"), ADDRESS, 0);
    release(member("db-0", "first"), ADDRESS, SECOND);
    give(member("db-0", "second"), "10.0.0.2", 2 * SECOND);
    assertThat(broken()).containsExactly("the same name or uid keeps its address");
  }

  @Test
  void findsAStickyAddressThatAStrangerGot() {
    give(member("db-0", "first"), ADDRESS, 0);
    release(member("db-0", "first"), ADDRESS, SECOND);
    give(pod("thief"), ADDRESS, 60 * SECOND);
    assertThat(broken()).containsExactly("no address with two holders");
  }

  @Test
  void findsASecondAddressOfOneLife() {
    give(pod("a"), ADDRESS, 0);
    give(pod("a"), "10.0.0.2", SECOND);
    assertThat(broken()).containsExactly("the same name or uid keeps its address");
  }

  @Test
  void findsARestThatWasTooShort() {
    give(pod("a"), ADDRESS, 0);
    release(pod("a"), ADDRESS, SECOND);
    give(pod("b"), ADDRESS, 30 * SECOND);
    assertThat(broken()).containsExactly("a freed address rests while others are free");
  }

  @Test
  void aRestMayEndForItsOwnerAndWhenItIsOver() {
    give(pod("a"), ADDRESS, 0);
    release(pod("a"), ADDRESS, SECOND);
    give(new Asker("ns/a2", "uid-a2", "a", false), ADDRESS, 2 * SECOND);
    release(new Asker("ns/a2", "uid-a2", "a", false), ADDRESS, 3 * SECOND);
    give(pod("b"), ADDRESS, 34 * SECOND);
    assertThat(broken()).isEmpty();
  }

  @Test
  void aRestMayEndWhenNothingElseIsCertainlyFree() {
    Invariants tight = new Invariants(new Rules(30 * SECOND, 1, true));
    tight.told(pod("a"), ADDRESS, tight.asks(0), 0);
    tight.letsGo(pod("a"), ADDRESS, SECOND);
    tight.released(pod("a"), ADDRESS);
    tight.told(pod("b"), ADDRESS, tight.asks(2 * SECOND), 2 * SECOND);
    assertThat(tight.verdicts()).allMatch(Verdict::kept);
  }

  @Test
  void namesThatAreRetiredFreeWhatTheyHeld() {
    give(member("db-0", "first"), ADDRESS, 0);
    invariants.retire(SECOND);
    give(pod("b"), ADDRESS, 40 * SECOND);
    assertThat(broken()).isEmpty();
  }
}
