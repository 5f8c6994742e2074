package io.gridpool.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.kube.conf.ConfWatch;
import io.gridpool.agent.kube.loop.EventWriter;
import java.util.Map;

/** What must hold for ConfigMap {@code spiderpool-conf}, against any API server. */
final class ConfStory implements AutoCloseable {
  private final KubernetesClient client;
  private final ConfWatch conf;
  private final ConfWatch ofAnotherAgent;

  ConfStory(KubernetesClient client) {
    this.client = client;
    // Those of an earlier run; this one counts its own.
    var _ = client.v1().events().inNamespace("default").delete();
    this.conf = watch();
    this.ofAnotherAgent = watch();
  }

  private ConfWatch watch() {
    var watch =
        new ConfWatch(
            client,
            KubeFixture.SETTINGS.objects().conf(),
            KubeFixture.IPAM,
            new EventWriter(client, "default"));
    watch.start();
    KubeFixture.await("listed", watch::synced);
    return watch;
  }

  @Override
  public void close() {
    conf.close();
    ofAnotherAgent.close();
  }

  void withoutItTheAgentsOwnSettingsHold() {
    assertThat(conf.get()).isEqualTo(KubeFixture.IPAM);
  }

  void itIsReadWithoutARestart() {
    write("enableIPv4: true\nenableIPv6: false\nenableStatefulSet: true\ntuneSysctlConfig: true\n");
    KubeFixture.await("read", () -> !conf.get().enableIPv6());
    write("enableIPv4: true\nenableStatefulSet: false\n");
    KubeFixture.await("read again", () -> !conf.get().enableStatefulSet());
    assertThat(conf.get().enableIPv6()).as("a key that is gone").isTrue();
    assertThat(conf.get().node()).isEqualTo(KubeFixture.IPAM.node());
    // Own finding: the peer's chart and documents write a key for this number that its code never
    // reads; here both count, the one that the code reads first.
    write(
        """
        enableSpiderSubnet: true
        enableAutoPoolForApplication: false
        clusterSubnetDefaultFlexibleIPNumber: 4
        enableIPConflictDetection: true
        """);
    KubeFixture.await("detection", () -> conf.get().detection().conflicts());
    assertThat(conf.get().detection().gateways()).isFalse();
    assertThat(conf.get().subnets().enabled()).isTrue();
    assertThat(conf.get().subnets().autoPools()).isFalse();
    assertThat(conf.get().subnets().flexibleNumber()).isEqualTo(4);
    write(
        """
        clusterSubnetDefaultFlexibleIPNumber: 4
        clusterSubnetAutoPoolDefaultRedundantIPNumber: 2
        """);
    KubeFixture.await("the first counts", () -> conf.get().subnets().flexibleNumber() == 2);
  }

  void badValuesAreNamedAndTheLastGoodStays() {
    write("enableIPv4: maybe\nenableIPv6: false\nenableStatefulSet: true\nenableIPv5: true\n");
    KubeFixture.await("read", () -> conf.get().enableStatefulSet() && !conf.get().enableIPv6());
    assertThat(conf.get().enableIPv4()).isTrue();
    KubeFixture.await("value named", () -> told("enableIPv4 = maybe cannot be used") == 1);
    KubeFixture.await("key named", () -> told("enableIPv5 is not known") == 1);
    IpamSettings before = conf.get();
    write("enableIPv4: [\n");
    KubeFixture.await("text named", () -> told("conf.yml is no YAML") == 1);
    write("enableIPv4: false\nenableIPv6: false\n");
    KubeFixture.await("families named", () -> told("are both false") == 1);
    assertThat(conf.get()).isEqualTo(before);
  }

  void aProblemIsSaidOnce() {
    write("enableIPv5: true\nenableStatefulSet: false\n");
    KubeFixture.await("read", () -> !conf.get().enableStatefulSet());
    write("enableIPv5: true\nenableStatefulSet: true\n");
    KubeFixture.await("read again", () -> conf.get().enableStatefulSet());
    // Once before, once after it was away, however many agents read it.
    assertThat(told("enableIPv5 is not known")).isEqualTo(2);
    var _ = client.configMaps().inNamespace("default").withName("spiderpool-conf").delete();
    KubeFixture.await("own again", () -> conf.get().equals(KubeFixture.IPAM));
  }

  private long told(String what) {
    return client.v1().events().inNamespace("default").list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getKind().equals("ConfigMap"))
        .map(Event::getMessage)
        .filter(message -> message.startsWith(what) || message.contains(what))
        .count();
  }

  private void write(String text) {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("spiderpool-conf")
            .endMetadata()
            .withData(Map.of("conf.yml", text))
            .build();
    var _ = client.resource(map).createOr(existing -> existing.update());
  }
}
