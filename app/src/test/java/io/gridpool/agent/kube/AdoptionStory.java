package io.gridpool.agent.kube;

import static io.gridpool.agent.kube.KubeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.ipam.AdoptLeases;
import io.gridpool.agent.ipam.LedgerInMemory;
import io.gridpool.agent.ipam.PoolCatalog;
import io.gridpool.agent.ipam.Ports;
import io.gridpool.agent.ipam.Quarantine;
import io.gridpool.agent.journal.DiskJournal;
import io.gridpool.agent.journal.ReleaseQueue;
import io.gridpool.agent.kube.adoption.KubeLives;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.TermRecord;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.TermId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A cluster that ran Spiderpool, in the formats it writes, becomes one of ours. */
final class AdoptionStory implements AutoCloseable {
  private final KubernetesClient client;
  private final KubeLedger ledger = new KubeLedger(new LedgerInMemory(1, true));
  private final DiskJournal journal;
  private final AgentKube agent;
  private final StewardKube steward;
  private final Path folder;

  AdoptionStory(KubernetesClient client, KubeSettings settings, Path folder) throws IOException {
    this.client = client;
    this.folder = folder;
    this.journal = DiskJournal.open(folder.resolve("state"));
    var room = KubeFixture.room(client, ledger, settings);
    this.agent = new AgentKube(room, "n1", key -> java.util.Optional.empty());
    this.steward = new StewardKube(room, ledger, () -> true);
  }

  /** What Spiderpool leaves behind when its agents are stopped while pods run. */
  void spiderpoolWasHere() {
    KubeFixture.node(client, "n1");
    new io.gridpool.agent.kube.term.GridTermStore(client, 3)
        .createIfAbsent(
            new TermRecord(
                new TermId(1, ""), false, List.of(new SeatRecord("n1", "a:1", "a:2", "")), ""));
    var _ =
        client.resource(KubeFixture.pool("peer", "10.61.0.0/24", "10.61.0.10-10.61.0.29")).create();
    String web = pod("web", "10.61.0.10");
    String set = pod("db-0", "10.61.0.11");
    String one = pod("one", "10.61.0.20");
    String two = pod("two", "10.61.0.20");
    pod("stranger", "10.61.0.25");
    pod("elsewhere", "10.99.0.1");
    endpoint("web", web, "10.61.0.10", "Deployment", "web");
    endpoint("db-0", set, "10.61.0.11", "StatefulSet", "db");
    endpoint("one", one, "10.61.0.20", "Pod", "one");
    endpoint("two", two, "10.61.0.20", "Pod", "two");
    allocated(
        "{'10.61.0.10':{'interface':'eth0','pod':'default/web','podUid':'%s'},".formatted(web)
            + "'10.61.0.11':{'interface':'eth0','pod':'default/db-0','podUid':'%s'},".formatted(set)
            + "'10.61.0.20':{'interface':'eth0','pod':'default/two','podUid':'%s'}}"
                .formatted(two));
  }

  void theFirstTermAdoptsItAll() throws IOException {
    var ports =
        new Ports(
            ledger,
            agent.pods(),
            agent.cluster(),
            journal,
            new PoolCatalog(),
            ReleaseQueue.open(folder.resolve("queue")));
    var adoption =
        new AdoptLeases(
            ports,
            new KubeLives(client, "default"),
            new AdoptLeases.Place("n1", () -> true, () -> Set.of("n1")),
            List.of());
    for (int i = 0; i < 100 && adoption.step().isPresent(); i++) {}
    assertThat(holder("web")).containsExactly("10.61.0.10");
    assertThat(holder("db-0")).containsExactly("10.61.0.11");
    assertThat(ledger.endpoint(key("db-0"))).extracting(Endpoint::sticky).isEqualTo(true);
    assertThat(holder("one")).isEmpty();
    assertThat(holder("two")).isEmpty();
  }

  void conflictsAreToldAndTheirAddressesGivenToNobody() {
    assertThat(events("AddressQuarantined"))
        .hasSize(3)
        .anySatisfy(said -> assertThat(said).contains("default/stranger", "10.61.0.25"))
        .anySatisfy(said ->
            assertThat(said).contains("default/one", "10.61.0.20", "also give to default/two"));
    assertThat(Quarantine.quarantined(ledger.pools().reservations()))
        .contains("2 addresses", "10.61.0.20", "10.61.0.25");
    steward.start();
    await("watching", steward::watching);
    for (int i = 0; i < 16; i++) {
      Address got =
          ledger
              .acquire(key("new-" + i), "uid-" + i, "n1", new Owner("", "Pod", "new-" + i), "peer")
              .leases()
              .getFirst()
              .address();
      assertThat(got.toString()).isNotIn("10.61.0.10", "10.61.0.11", "10.61.0.20", "10.61.0.25");
    }
    assertThat(Quarantine.claimants(ledger.pools().reservations()))
        .as("the pool controller leaves our reservations alone")
        .hasSize(3);
  }

  void whenThePodsAreGoneTheirAddressesAreFreeAgain() {
    List.of("one", "stranger").forEach(this::delete);
    await("one pod left", () -> Quarantine.claimants(ledger.pools().reservations()).size() == 1);
    assertThat(Quarantine.quarantined(ledger.pools().reservations())).contains("10.61.0.20");
    delete("two");
    await("nothing left", () -> Quarantine.claimants(ledger.pools().reservations()).isEmpty());
    await("told", () -> events("AddressesFreeAgain").size() == 3);
  }

  private void delete(String pod) {
    var _ = client.pods().inNamespace("default").withName(pod).withGracePeriod(0).delete();
  }

  private String pod(String name, String address) {
    Pod pod = client.resource(KubeFixture.pod("default", name, "n1")).create();
    pod.setStatus(
        new PodStatusBuilder()
            .withPhase("Running")
            .withPodIP(address)
            .addNewPodIP(address)
            .build());
    var _ = client.resource(pod).updateStatus();
    return pod.getMetadata().getUid();
  }

  /** As Spiderpool writes it: no status subresource, no annotation of ours. */
  private void endpoint(String name, String uid, String address, String kind, String owner) {
    String yaml =
        """
        apiVersion: spiderpool.spidernet.io/v2beta1
        kind: SpiderEndpoint
        metadata:
          name: %s
          namespace: default
          finalizers: [spiderpool.spidernet.io]
        status:
          current:
            uid: %s
            node: n1
            ips:
            - interface: eth0
              ipv4: %s/24
              ipv4Pool: peer
              ipv4Gateway: 10.61.0.1
              vlan: 0
              cleanGateway: false
          ownerControllerType: %s
          ownerControllerName: %s
        """
            .formatted(name, uid, address, kind, owner);
    var _ =
        client
            .resource(client.getKubernetesSerialization().unmarshal(yaml, SpiderEndpoint.class))
            .create();
  }

  private void allocated(String text) {
    var _ =
        client
            .resources(SpiderIPPool.class)
            .withName("peer")
            .editStatus(pool -> {
              pool.setStatus(new SpiderIPPool.Status(text.replace('\'', '"'), 3L, 20L, null));
              return pool;
            });
  }

  private List<String> holder(String pod) {
    Endpoint held = ledger.endpoint(key(pod));
    return held == null
        ? List.of()
        : held.leases().stream().map(lease -> lease.address().toString()).toList();
  }

  private static EndpointKey key(String pod) {
    return new EndpointKey("default", pod);
  }

  private List<String> events(String reason) {
    return client.v1().events().inNamespace("default").list().getItems().stream()
        .filter(event -> event.getReason().equals(reason))
        .filter(event -> event.getInvolvedObject().getName().equals(Grid.NAME))
        .map(event -> event.getMessage())
        .toList();
  }

  @Override
  public void close() throws IOException {
    steward.close();
    agent.close();
    journal.close();
  }
}
