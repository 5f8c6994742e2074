package io.gridpool.agent.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A ledger of a later term over one pool, and the agents that bring what earlier ones gave out. */
abstract class AdoptionFixture {
  final LedgerInMemory ledger = new LedgerInMemory(2);
  final Room n1 = new Room(ledger, "n1");
  final LivesInMemory lives = new LivesInMemory();

  AdoptLeases leading(Endpoint... survived) {
    return new AdoptLeases(
        n1.ports,
        lives,
        new AdoptLeases.Place("n1", () -> true, () -> Set.of("n1")),
        List.of(survived));
  }

  AdoptLeases following(Room room) {
    var place = new AdoptLeases.Place(room.node(), () -> false, Set::of);
    return new AdoptLeases(room.ports, lives, place, List.of());
  }

  static Endpoint endpoint(String pod, String node, String address, long revision) {
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

  @Nullable Endpoint held(String pod) {
    var query = new Query.ReadEndpoint(new EndpointKey("shop", pod));
    return ((Answer.OneEndpoint) ledger.ask(query, Duration.ZERO)).endpoint();
  }

  void untilOver(AdoptLeases adoption) {
    for (int i = 0; i < 100 && adoption.step().isPresent(); i++) {}
    assertThat(((Answer.Status) ledger.ask(new Query.ReadStatus(), Duration.ZERO)).adopting())
        .isFalse();
  }

  List<String> givenToNewPods(int count) {
    List<String> given = new ArrayList<>();
    n1.follower.readAll();
    for (int i = 0; i < count; i++) {
      if (n1.addTo(n1.of("new-" + i, "uid-new-" + i, "p4")) instanceof AddResult.Assigned got) {
        given.add(got.addresses().getFirst().cidr());
      }
    }
    return given;
  }
}
