package io.gridpool.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** What must hold for pools, against any API server. */
final class PoolStory implements AutoCloseable {
  private static final Owner BARE = new Owner("", "Pod", "a");
  private static final EndpointKey POD = new EndpointKey("default", "a");

  private final KubernetesClient client;
  private final KubeLedger ledger = new KubeLedger();
  private final AtomicBoolean leads = new AtomicBoolean(true);
  private final StewardKube steward;
  private String podUid = "";

  PoolStory(KubernetesClient client) {
    this.client = client;
    var room = KubeFixture.room(client, ledger, KubeFixture.SETTINGS);
    this.steward = new StewardKube(room, ledger, leads::get);
  }

  void start() {
    KubeFixture.node(client, "n1");
    steward.start();
    KubeFixture.await("watching", steward::watching);
  }

  @Override
  public void close() {
    steward.close();
  }

  private SpiderIPPool pool(String name) {
    return client.resources(SpiderIPPool.class).withName(name).get();
  }

  private Optional<Condition> accepted(String name) {
    SpiderIPPool pool = pool(name);
    return pool == null || pool.getStatus() == null || pool.getStatus().conditions() == null
        ? Optional.empty()
        : pool.getStatus().conditions().stream()
            .filter(condition -> condition.getType().equals("Accepted"))
            .findFirst();
  }

  private void create(SpiderIPPool pool) {
    var _ = client.resource(pool).create();
  }

  void storesAPoolAndFillsWhatTheWebhookWould() {
    create(KubeFixture.pool("v4", "10.6.0.0/24", "10.6.0.20-10.6.0.29", "10.6.0.10-10.6.0.19"));
    KubeFixture.await("pool stored", () -> ledger.pool("v4").isPresent());
    KubeFixture.await(
        "counted", () -> Long.valueOf(20).equals(pool("v4").getStatus().totalIPCount()));
    // The counts come with the mirror's write, the verdict with the controller's: in any order.
    KubeFixture.await("judged", () -> accepted("v4").isPresent());
    SpiderIPPool filled = pool("v4");
    assertThat(filled.getMetadata().getFinalizers()).containsExactly(CrdNames.FINALIZER);
    assertThat(filled.getMetadata().getLabels())
        .containsEntry(CrdNames.LABEL_POOL_CIDR, "10-6-0-0-24");
    assertThat(filled.getSpec().ipVersion()).isEqualTo(4);
    assertThat(filled.getSpec().ips()).containsExactly("10.6.0.10-10.6.0.29");
    assertThat(filled.getStatus().allocatedIPs()).isNull();
    assertThat(filled.getStatus().allocatedIPCount()).isZero();
    assertThat(accepted("v4")).get().extracting(Condition::getStatus).isEqualTo("True");
  }

  void mirrorsLeasesInSpiderpoolsShape() {
    // A pod that is not there would be reclaimed.
    podUid = client.resource(KubeFixture.pod("default", "a", "n1")).create().getMetadata().getUid();
    String address =
        ledger.acquire(POD, podUid, "n1", BARE, "v4").leases().getFirst().address().toString();
    String wanted =
        ("{'%s':{'interface':'eth0','pod':'default/a','podUid':'%s','containerID':"
                + "'c0ffeec0ffeec0ff','node':'n1','ownerControllerType':'Pod'}}")
            .formatted(address, podUid)
            .replace('\'', '"');
    KubeFixture.await("mirrored", () -> wanted.equals(pool("v4").getStatus().allocatedIPs()));
    assertThat(pool("v4").getStatus().allocatedIPCount()).isEqualTo(1);
  }

  void putsTheTruthBackAfterAForeignEdit() {
    String truth = Objects.requireNonNull(pool("v4").getStatus().allocatedIPs());
    var _ =
        client
            .resources(SpiderIPPool.class)
            .withName("v4")
            .editStatus(pool -> {
              pool.setStatus(new SpiderIPPool.Status("{}", 7L, 0L, pool.getStatus().conditions()));
              return pool;
            });
    KubeFixture.await("restored", () -> truth.equals(pool("v4").getStatus().allocatedIPs()));
    KubeFixture.await("told", () -> hasEvent("v4", "StatusRestored"));
  }

  void saysWhenTheLastAddressIsGone() {
    create(KubeFixture.pool("tiny", "10.60.0.0/24", "10.60.0.10"));
    KubeFixture.await("stored", () -> ledger.pool("tiny").isPresent());
    String uid =
        client.resource(KubeFixture.pod("default", "last", "n1")).create().getMetadata().getUid();
    var _ = ledger.acquire(new EndpointKey("default", "last"), uid, "n1", BARE, "tiny");
    KubeFixture.await("told", () -> hasEvent("tiny", "AllIPAddressesUsedOut"));
    assertThat(client.v1().events().inNamespace("default").list().getItems())
        .anyMatch(event ->
            event.getMessage().equals("all IP addresses used out: 1 of 1 addresses in use"));
  }

  void refusesWithNamesAndNumbers() {
    create(KubeFixture.pool("twin", "10.6.0.0/24", "10.6.0.29-10.6.0.40"));
    KubeFixture.await("refused", () -> accepted("twin").isPresent());
    Condition refused = accepted("twin").orElseThrow();
    assertThat(refused.getStatus()).isEqualTo("False");
    assertThat(refused.getReason()).isEqualTo("SharesAddresses");
    assertThat(refused.getMessage()).contains("v4").contains("10.6.0.29");
    KubeFixture.await("told", () -> hasEvent("twin", "SharesAddresses"));
    assertThat(ledger.pool("twin")).isEmpty();
  }

  void keepsAPoolWithLeasesUntilTheLastIsFree() {
    var _ = client.resources(SpiderIPPool.class).withName("v4").delete();
    KubeFixture.await("closed", () -> ledger.pool("v4").orElseThrow().spec().disabled());
    KubeFixture.await("told", () -> accepted("v4").orElseThrow().getReason().equals("HoldsLeases"));
    assertThat(pool("v4").getMetadata().getFinalizers()).contains(CrdNames.FINALIZER);
    var _ = ledger.submit(new Reclaim(POD, podUid, "test"));
    KubeFixture.await("gone from both", () -> pool("v4") == null && ledger.pool("v4").isEmpty());
  }

  void storesAndEndsReservations() {
    var reserved = client.resource(KubeFixture.reserved("gateways", "10.7.0.1-10.7.0.9")).create();
    KubeFixture.await("reserved", () -> !ledger.pools().reservations().isEmpty());
    var _ = client.resource(reserved).delete();
    KubeFixture.await("ended", () -> ledger.pools().reservations().isEmpty());
  }

  void writesNothingWithoutTheLead() {
    leads.set(false);
    KubeFixture.await("stopped", () -> !steward.working());
    create(KubeFixture.pool("later", "10.8.0.0/24", "10.8.0.10"));
    assertThat(ledger.pool("later")).isEmpty();
    leads.set(true);
    KubeFixture.await("stored", () -> ledger.pool("later").isPresent());
  }

  private boolean hasEvent(String pool, String reason) {
    List<Event> events = client.v1().events().inNamespace("default").list().getItems();
    return events.stream()
        .anyMatch(event ->
            event.getInvolvedObject().getName().equals(pool) && event.getReason().equals(reason));
  }
}
