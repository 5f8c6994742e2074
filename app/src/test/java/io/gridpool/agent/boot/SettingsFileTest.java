package io.gridpool.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpool.agent.kube.admission.InjectionSettings;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.agent.kube.loop.NetworkSettings;
import io.gridpool.agent.kube.loop.ReclaimSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFileTest {
  @TempDir Path folder;

  @BeforeEach
  void writeKeys() throws IOException {
    for (String name : new String[] {"key", "crt", "ca", "member"}) {
      Files.writeString(folder.resolve(name), "x");
    }
  }

  @Test
  void readsAWholeFileAndFillsInTheStandards() throws IOException {
    AgentSettings settings = read(good());
    assertThat(settings.ipam().node()).isEqualTo("n1");
    assertThat(settings.ipam().enableStatefulSet()).isTrue();
    assertThat(settings.http().port()).isEqualTo(5710);
    assertThat(settings.seats().of("n1")).hasSize(1);
    assertThat(settings.kube().kubeconfig()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node: n1 | nodee: n1 | setting node is missing",
        "port: 5710 | port: 70000 | setting http.port = 70000 cannot be used: allowed is a whole"
            + " number from 1 to 65535",
        "port: 5710 | prot: 5710 | setting http.prot = 5710 cannot be used: no such key; known here"
            + " are address, port",
        "enableIPv6: true | enableIPv6: maybe | setting ipam.enableIPv6 = maybe cannot be used:"
            + " allowed is true or false",
        "cpMemberCount: 3 | cpMemberCount: 0 | setting grid.cpMemberCount = 0 cannot be used:"
            + " allowed is 3, 5 or 7",
        "cpMemberCount: 3 | cpMemberCount: 4 | setting grid.cpMemberCount = 4 cannot be used:"
            + " allowed is 3, 5 or 7",
        "cpMemberCount: 3 | cpMemberCount: 5 | setting grid.seats",
        "127.0.0.1:5701 | localhost:5701 | allowed is an IP address and a port",
        "127.0.0.1:5701 | 127.0.0.1 | setting grid.seats[0].member = 127.0.0.1 cannot be used",
        "FOLDER/member | FOLDER/nothing | setting grid.memberKey",
      })
  void stopsTheStartWithOneSentence(String was, String is, String sentence) {
    assertThatThrownBy(() -> read(good().replace(place(was), place(is))))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void networksAndInjectionAreReadWithThePeersMeaning() throws IOException {
    AgentSettings standard = read(good());
    assertThat(standard.kube().controllers().networks()).isEqualTo(NetworkSettings.DEFAULT);
    String more =
        """
        multus: {ipamType: spiderpool, enableMultusConfig: false, pluginQueue: /elsewhere}
        coordinator: {name: mine, cniFolder: /c, ciliumConfigMap: a/b, lookEveryMs: 5000}
        webhook:
          address: 127.0.0.1
          podResourceInject: {enabled: true, namespacesExclude: [a], namespacesInclude: [b]}
        """;
    AgentSettings settings = read(good() + more);
    assertThat(settings.kube().controllers().networks())
        .isEqualTo(
            new NetworkSettings(
                false,
                "spiderpool",
                new NetworkSettings.PluginPaths("", "/elsewhere"),
                "mine",
                Path.of("/c"),
                new KubeSettings.ConfName("a", "b"),
                5_000));
    assertThat(settings.webhook().orElseThrow().injection())
        .isEqualTo(new InjectionSettings(true, List.of("a"), List.of("b")));
    assertThatThrownBy(() -> read(good() + "multus: {ipamType: host-local}\n"))
        .hasMessageContaining("multus.ipamType = host-local cannot be used: allowed is gridpool");
    assertThatThrownBy(() -> read(good() + "coordinator: {ciliumConfigMap: x}\n"))
        .hasMessageContaining("coordinator.ciliumConfigMap");
  }

  @Test
  void thePeersVariablesAreDefaultsOfTheFile() {
    Map<String, String> peers =
        Map.of(
            "SPIDERPOOL_GC_IP_ENABLED", "false",
            "SPIDERPOOL_GC_STATELESS_TERMINATING_POD_ON_NOT_READY_NODE_ENABLED", "false",
            "SPIDERPOOL_GC_ADDITIONAL_GRACE_DELAY", "7",
            "SPIDERPOOL_GC_DEFAULT_INTERVAL_DURATION", "60");
    var file = Map.of("gc", Map.of("enabled", true), "ipam", Map.of("stickyScale", true));
    assertThat(new ReclaimSection(peers).read(SettingsSection.root(file)))
        .isEqualTo(new ReclaimSettings(true, true, false, 7_000, 60_000, true));
    assertThat(new ReclaimSection(Map.of()).read(SettingsSection.root(Map.of())))
        .isEqualTo(ReclaimSettings.DEFAULT);
    var bad = new ReclaimSection(Map.of("SPIDERPOOL_GC_ADDITIONAL_GRACE_DELAY", "soon"));
    assertThatThrownBy(() -> bad.read(SettingsSection.root(Map.of())))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining("SPIDERPOOL_GC_ADDITIONAL_GRACE_DELAY = soon cannot be used");
  }

  @Test
  void servesWebhooksWhereAnAddressIsGiven() throws IOException {
    assertThat(read(good()).webhook()).isEmpty();
    var door = read(good() + "webhook: {address: 0.0.0.0, name: 10.0.0.9}\n").webhook();
    assertThat(door.orElseThrow().listen().getPort()).isEqualTo(5722);
    assertThat(door.orElseThrow().names())
        .containsExactly(
            "gridpool-webhook.kube-system.svc",
            "gridpool-webhook.kube-system.svc.cluster.local",
            "10.0.0.9");
    assertThat(door.orElseThrow().protectDeletes()).isFalse();
    assertThatThrownBy(() -> read(good() + "webhook: {address: here}\n"))
        .hasMessageContaining("setting webhook.address = here cannot be used");
  }

  @Test
  void followsCallsWhereACollectorIsNamed() throws IOException {
    assertThat(read(good()).tracing()).isEmpty();
    var whole = read(good() + "tracing: {endpoint: 'http://collector:4318'}\n").tracing();
    assertThat(whole.orElseThrow().sampled()).isEqualTo(1);
    var some = read(good() + "tracing: {endpoint: 'https://c/otlp/', sampled: 0.25}\n").tracing();
    assertThat(some.orElseThrow().sampled()).isEqualTo(0.25);
    for (String bad : List.of("collector:4318", "ftp://c", "http://c:4317", "http://u@c", "x y")) {
      assertThatThrownBy(() -> read(good() + "tracing: {endpoint: '" + bad + "'}\n"))
          .isInstanceOf(BadSettingException.class)
          .hasMessageContaining("setting tracing.endpoint = " + bad + " cannot be used");
    }
    assertThatThrownBy(() -> read(good() + "tracing: {sampled: 2}\n"))
        .hasMessageContaining(
            "tracing.sampled = 2 cannot be used: allowed is a number from 0 to 1");
  }

  @Test
  void refusesAFileThatIsNoYaml() {
    assertThatThrownBy(() -> read("node: ["))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining("--config");
  }

  private AgentSettings read(String yaml) throws IOException {
    return SettingsFile.read(Files.writeString(folder.resolve("agent.yaml"), yaml));
  }

  private String place(String text) {
    return text.replace("FOLDER", folder.toString());
  }

  private String good() {
    return place(
        """
        node: n1
        http: {address: 127.0.0.1, port: 5710}
        ipam: {enableIPv6: true}
        tls: {certificate: FOLDER/crt, key: FOLDER/key, authority: FOLDER/ca}
        grid:
          cpMemberCount: 3
          memberKey: FOLDER/member
          seats:
            - {node: n1, member: "127.0.0.1:5701", agent: "127.0.0.1:5711"}
            - {node: n2, member: "127.0.0.2:5701", agent: "127.0.0.2:5711"}
            - {node: n3, member: "127.0.0.3:5701", agent: "127.0.0.3:5711"}
        """);
  }
}
