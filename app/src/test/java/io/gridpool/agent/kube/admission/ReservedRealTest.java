package io.gridpool.agent.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reservations of addresses that are free, and of such that are not. */
@Tag("real-api")
class ReservedRealTest extends AdmissionAcceptance {
  @Override
  boolean webhook() {
    return true;
  }

  @Test
  void s00001AReservedAddressIsGivenToNobodyUntilTheReservationIsDeleted() {
    create(Stage.pool("a", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.9]}"));
    var reserved = client().resource(KubeFixture.reserved("all", "10.6.1.0-10.6.1.9")).create();
    KubeFixture.await("reserved", () -> !stage.ledger.pools().reservations().isEmpty());
    assertThat(ask("nobody")).isInstanceOf(Outcome.Refused.class);
    KubeFixture.await(
        "counted, nothing subtracted",
        () -> Long.valueOf(9).equals(pool("a").getStatus().totalIPCount()));
    var _ = client().resource(reserved).delete();
    KubeFixture.await("ended", () -> stage.ledger.pools().reservations().isEmpty());
    assertThat(stage.lease("pod-a", "a").leases()).hasSize(1);
  }

  @Test
  void anAddressInUseCanBeReservedAndItsPodKeepsIt() {
    create(Stage.pool("a", "{subnet: 10.6.0.0/16, ips: [10.6.1.1-10.6.1.9]}"));
    var held = stage.lease("pod-a", "a");
    Address address = held.leases().getFirst().address();
    client().resource(KubeFixture.reserved("used", "10.6.1.1-10.6.1.9")).create();
    KubeFixture.await("reserved", () -> !stage.ledger.pools().reservations().isEmpty());
    assertThat(stage.ledger.endpoint(held.key())).isEqualTo(held);
    assertThat(ask("nobody")).isInstanceOf(Outcome.Refused.class);
    KubeFixture.await(
        "still mirrored",
        () -> String.valueOf(pool("a").getStatus().allocatedIPs()).contains(address.toString()));
  }

  private Outcome ask(String pod) {
    var key = new EndpointKey("default", pod);
    var want = new Want("eth0", IpFamily.V4, List.of("a"));
    return stage.ledger.submit(
        new Acquire(key, "uid", "n1", "c", new Owner("", "Pod", pod), false, List.of(want)));
  }
}
