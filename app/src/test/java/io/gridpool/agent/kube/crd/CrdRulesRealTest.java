package io.gridpool.agent.kube.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.RealApi;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** Each rule of the schema, with objects that a real API server accepts and refuses. */
@Tag("real-api")
class CrdRulesRealTest {
  private static KubernetesClient client;

  @BeforeAll
  static void connect() throws IOException {
    client = RealApi.connect();
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{subnet: 10.6.0.0/16}",
        "{subnet: 10.6.0.0/16, ips: [10.6.0.9, 10.6.0.10-10.6.0.20], gateway: 10.6.0.1}",
        "{subnet: 10.6.0.0/16, ips: [10.6.0.0-10.6.0.20], excludeIPs: [10.6.0.1], gateway: 10.6.0.1}",
        "{subnet: 10.6.0.0/16, ips: [], excludeIPs: [], routes: []}",
        "{subnet: 'fd00:10::/64', ips: ['fd00:10::1-fd00:10::ffff'], gateway: 'fd00:10::2:1'}",
        "{subnet: 'fd00::/48', ips: ['fd00::1-fd00::ffff:ffff:ffff:ffff:ffff']}",
        "{subnet: 10.6.0.0/16, routes: [{dst: 10.7.0.0/16, gw: 10.6.0.2}]}",
        "{subnet: 10.6.0.0/16, podAffinity: {matchLabels: {app: web}}}",
        "{subnet: 10.6.0.0/16, podAffinity: {matchExpressions: [{key: app, operator: Exists}]}}",
        "{subnet: 10.6.0.0/16, nodeAffinity: {}, namespaceAffinity: {matchLabels: {}}}",
        "{subnet: 10.6.0.0/16, ipVersion: 4, multusName: [kube-system/net], default: true}"
      })
  void acceptsPools(String spec) {
    assertThat(create("SpiderIPPool", spec)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | spec.subnet",
        "{subnet: 10.6.0.0} | is not a canonical CIDR",
        "{subnet: 10.6.0.1/16} | \"10.6.0.1/16\" is not a canonical CIDR",
        "{subnet: 'fd00:0::/64'} | is not a canonical CIDR",
        "{subnet: 10.6.0.0/16, ipVersion: 6} | ipVersion is not the family of the subnet",
        "{subnet: 10.6.0.0/16, ipVersion: 5} | Unsupported value",
        "{subnet: 10.6.0.0/16, ips: [10.6.0.0/24]} | \"10.6.0.0/24\" is not an IP address or range",
        "{subnet: 10.6.0.0/16, ips: [10.6.0.1, 10.6.0.3-]} | \"10.6.0.3-\" is not an IP address or",
        "{subnet: 10.6.0.0/16, ips: [10.6.0.1-10.6.0.2-10.6.0.3]} | is not an IP address or range",
        "{subnet: 10.6.0.0/16, ips: [10.6.0.9-10.6.0.3]} | a range ends before it begins",
        "{subnet: 10.6.0.0/16, ips: [10.6.0.9-10.7.0.3]} | ips: \"10.6.0.9-10.7.0.3\" is not contained",
        "{subnet: 10.6.0.0/16, ips: ['fd00::1']} | is not contained in subnet",
        "{subnet: 10.6.0.0/16, excludeIPs: [10.7.0.1]} | excludeIPs: \"10.7.0.1\" is not contained",
        "{subnet: 10.6.0.0/16, excludeIPs: [x]} | \"x\" is not an IP address or range",
        "{subnet: 10.6.0.0/16, gateway: 10.7.0.1} | gateway \"10.7.0.1\" is not an IP address of",
        "{subnet: 10.6.0.0/16, gateway: abc} | gateway \"abc\" is not an IP address of",
        "{subnet: 10.6.0.0/16, ips: [10.6.0.1-10.6.0.9], gateway: 10.6.0.5} | conflicts with gateway",
        "{subnet: 10.6.0.0/16, routes: [{dst: 0.0.0.0/0, gw: 10.6.0.2}]} | not the default route",
        "{subnet: 10.6.0.0/16, routes: [{dst: 'fd00::/64', gw: 10.6.0.2}]} | CIDR of the subnet's family",
        "{subnet: 10.6.0.0/16, routes: [{dst: 10.9.0.1, gw: 10.6.0.2}]} | must be a CIDR",
        "{subnet: 10.6.0.0/16, routes: [{dst: 10.9.0.0/16, gw: 10.9.0.2}]} | each gw must be an IP address",
        "{subnet: 10.6.0.0/16, routes: [{dst: 10.9.0.0/16}]} | gw: Required value",
        "{subnet: 10.6.0.0/16, routes: [{dst: 10.9.0.0/16, gw: 10.6.0.2}, {dst: 10.9.0.0/16, gw: 10.6.0.3}]} | may stand only once",
        "{subnet: 10.6.0.0/16, podAffinity: {}} | must not be empty",
        "{subnet: 10.6.0.0/16, podAffinity: {matchLabels: {}}} | must not be empty",
        "{subnet: 10.6.0.0/16, nodeAffinity: {matchExpressions: [{key: a, operator: In}]}} | In and NotIn need values",
        "{subnet: 10.6.0.0/16, nodeAffinity: {matchExpressions: [{key: a, operator: Gt}]}} | Unsupported value"
      })
  void refusesPools(String spec, String reason) {
    refuses("SpiderIPPool", spec, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{subnet: 10.6.0.1/16} | is not a canonical CIDR",
        "{subnet: 10.6.0.0/16, ips: [10.7.0.1]} | is not contained in subnet",
        "{subnet: 10.6.0.0/16, ips: [10.6.0.1], gateway: 10.6.0.1} | conflicts with gateway",
        "{subnet: 10.6.0.0/16, routes: [{dst: 0.0.0.0/0, gw: 10.6.0.2}]} | not the default route"
      })
  void refusesSubnets(String spec, String reason) {
    refuses("SpiderSubnet", spec, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ips: [10.6.0.0/24]} | is not an IP address or range",
        "{ips: [10.6.0.9-10.6.0.1]} | ends before it begins",
        "{ips: [10.6.0.9, 'fd00::1']} | ips must be of one IP version",
        "{ipVersion: 6, ips: [10.6.0.9]} | ipVersion is not that of the ips"
      })
  void refusesReservations(String spec, String reason) {
    refuses("SpiderReservedIP", spec, reason);
  }

  @Test
  void acceptsSubnetsAndReservations() {
    assertThat(create("SpiderSubnet", "{subnet: 10.6.0.0/16, ips: [10.6.0.9], gateway: 10.6.0.1}"))
        .isNotNull();
    assertThat(create("SpiderReservedIP", "{ips: [10.6.0.9, 10.6.0.11-10.6.0.20]}")).isNotNull();
    assertThat(create("SpiderReservedIP", "{ipVersion: 6, ips: ['fd00::1']}")).isNotNull();
  }

  @Test
  void subnetAndVersionOfEveryKindCannotChange() {
    cannotChange("SpiderIPPool", "{subnet: 10.61.0.0/16}", "{subnet: 10.62.0.0/16}");
    cannotChange("SpiderSubnet", "{subnet: 10.61.0.0/16}", "{subnet: 10.62.0.0/16}");
    cannotChange(
        "SpiderReservedIP", "{ipVersion: 4, ips: [10.0.0.1]}", "{ipVersion: 6, ips: ['fd00::1']}");
    cannotChange("SpiderIPPool", "{subnet: 10.61.0.0/16, ipVersion: 4}", "{subnet: 10.61.0.0/16}");
  }

  private void cannotChange(String kind, String before, String after) {
    GenericKubernetesResource stored = client.resource(resource(kind, before)).create();
    try {
      stored.setAdditionalProperties(resource(kind, after).getAdditionalProperties());
      assertThatThrownBy(() -> client.resource(stored).update())
          .hasMessageContaining("is immutable");
    } finally {
      var _ = client.resource(stored).delete();
    }
  }

  private void refuses(String kind, String spec, String reason) {
    assertThatThrownBy(() -> create(kind, spec)).hasMessageContaining(reason);
  }

  private GenericKubernetesResource create(String kind, String spec) {
    return client.resource(resource(kind, spec)).dryRun().create();
  }

  private static GenericKubernetesResource resource(String kind, String spec) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion(CrdNames.GROUP + "/" + CrdNames.VERSION)
        .withKind(kind)
        .withNewMetadata()
        .withName("rule-" + kind.toLowerCase(java.util.Locale.ROOT))
        .endMetadata()
        .withAdditionalProperties(Map.of("spec", new Yaml().<Map<String, Object>>load(spec)))
        .build();
  }
}
