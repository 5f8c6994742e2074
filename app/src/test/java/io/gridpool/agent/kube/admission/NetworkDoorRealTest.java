package io.gridpool.agent.kube.admission;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of SpiderMultusConfig: what is refused, by the schema or at the door. */
@Tag("real-api")
class NetworkDoorRealTest extends NetworkAcceptance {
  private static final String MACVLAN = "cniType: macvlan, macvlan: {master: [eth0]}";
  private static final String POOLS = "ippools: {ipv4: [p]}";

  @Override
  boolean webhook() {
    return true;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "m00005 | customCNI: '{x' | spec.customCNI is not valid JSON",
        "m00005 | cniType: custom, chainCNIJsonData: ['{}'] | spec.chainCNIJsonData[0] is not a"
            + " CNI",
        "m00015 | cniType: macvlan, ipvlan: {master: [eth0]} | no part of another type may be set",
        "m00015 | cniType: macvlan | its part is not set",
        "m00015 | cniType: custom, macvlan: {master: [eth0]} | no part of another type may be set",
        "m00016 | cniType: macvlan, macvlan: {master: [eth0], vlanID: -1} | greater than or equal"
            + " to 0",
        "m00016 | cniType: macvlan, macvlan: {master: [eth0], vlanID: 4095} | less than or equal to"
            + " 4094",
        "m00006 | cniType: macvlan, macvlan: {master: [a, b]} | two or more masters need a bond",
        "m00001 | cniType: macvlan, macvlan: {master: []} | should have at least 1 items",
        "m00023 | MACVLAN, coordinator: {podRPFilter: 14} | less than or equal to 2",
        "m00024 | MACVLAN, coordinator: {podMACPrefix: '01:10'} | a unicast address",
        "m00024 | MACVLAN, coordinator: {podMACPrefix: '0a1b'} | must be two octets",
        "m00026 | MACVLAN, coordinator: {vethLinkAddress: 10.0.0.1} | must be a link-local IPv4",
        "m00026 | MACVLAN, coordinator: {hijackCIDR: [x]} | \"x\" is not an IP address or CIDR",
        "m00026 | MACVLAN, coordinator: {policyRoutes: [{dst: 10.0.0.0/8, gw: 'fd00::1'}]} | of the"
            + " same IP",
        "m00033 | cniType: macvlan, macvlan: {master: [eth0], mtu: -1} | greater than or equal to"
            + " 0",
        "m00034 | cniType: ipvlan, ipvlan: {master: [eth0], mtu: -1} | greater than or equal to 0",
        "m00035 | cniType: sriov, sriov: {resourceName: r, mtu: -1} | greater than or equal to 0",
        "m00035 | cniType: sriov, sriov: {resourceName: r, minTxRateMbps: 9, maxTxRateMbps: 3} | is"
            + " above",
        "m00003 | cniType: sriov, sriov: {mtu: 0} | resourceName is needed",
        "m00003 | cniType: ib-sriov, ibsriov: {pkey: '1'} | resourceName is needed",
        "m00003 | cniType: ipoib, ipoib: {ippools: {ipv4: [p]}} | master is needed",
        "m00001 | cniType: macvlan, macvlan: {master: [e], ippools: {matchMasterSubnet: true}} |"
            + " sriov only",
        "m00040 | cniType: vlan, vlan: {master: [eth0], vlanMode: auto, vlanID: 5} | does not take"
            + " one",
        "m00040 | cniType: vlan, vlan: {master: [eth0]} | vlanMode manual needs a vlanID"
      })
  void refusesAndSaysWhy(String row, String spec, String words) {
    refuses(network(row, spec.replace("MACVLAN", MACVLAN)), words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "m00013 | multus.spidernet.io/cni-version | 0.5.0 | MACVLAN | unsupported",
        "m00020 | multus.spidernet.io/cr-name | '' | MACVLAN | a lowercase RFC 1123 subdomain must",
        "m00025 | multus.spidernet.io/cr-name | Big_Name | MACVLAN | a lowercase RFC 1123"
            + " subdomain",
        "m00028 | cni.spidernet.io/rdma-resource-inject | g | MACVLAN | needs the name of an RDMA",
        "m00029 | cni.spidernet.io/rdma-resource-inject | g | cniType: sriov, sriov: {resourceName:"
            + " r} | needs ippools",
        "m00030 | cni.spidernet.io/rdma-resource-inject | g | cniType: ovs, ovs: {bridge: b} | not"
            + " for",
        "m00032 | cni.spidernet.io/network-resource-inject | g"
            + " | cniType: macvlan, macvlan: {master: [e], rdmaResourceName: r} | needs ippools",
        "m00032 | cni.spidernet.io/network-resource-inject | g | cniType: custom | is not for"
            + " cniType"
      })
  void refusesAnnotationsAndSaysWhy(
      String row, String annotation, String value, String spec, String words) {
    refuses(network(row, spec.replace("MACVLAN", MACVLAN), annotation, value), words);
  }

  @Test
  void m00020ANameThatIsTooLongIsRefused() {
    refuses(
        network("net", MACVLAN, CrdNames.ATTACHMENT_NAME, "a".repeat(254)),
        "must be no more than 253 characters");
  }

  @Test
  void m00011ANameThatIsSomebodyElsesIsRefusedInAllThreeDirections() {
    made(network("a", MACVLAN));
    refuses(
        network("b", MACVLAN, CrdNames.ATTACHMENT_NAME, "a"), "already exists and is managed by");
    client().resource(network("c", MACVLAN, CrdNames.ATTACHMENT_NAME, "x")).create();
    refuses(
        network("d", MACVLAN, CrdNames.ATTACHMENT_NAME, "x"), "already exists and is managed by");
    refuses(network("x", MACVLAN), "already exists and is managed by SpiderMultusConfig default/c");
  }

  @Test
  void theNameOfADefinitionStaysAsItIs() {
    made(network("a", MACVLAN));
    assertThatThrownBy(() -> annotate("a", CrdNames.ATTACHMENT_NAME, "other"))
        .hasMessageContaining("cannot be added, changed or taken away");
    annotate("a", "example.com/mine", "yes");
  }

  @Test
  void m00027AndM00031GroupsBecomeLabels() {
    GenericKubernetesResource rdma =
        client()
            .resource(
                network(
                    "rdma",
                    "cniType: macvlan, macvlan: {master: [e], rdmaResourceName: r, " + POOLS + "}",
                    CrdNames.INJECT_RDMA,
                    "g1"))
            .create();
    assertThat(rdma.getMetadata().getLabels()).containsEntry(CrdNames.INJECT_RDMA, "g1");
    GenericKubernetesResource plain =
        client()
            .resource(
                network(
                    "plain",
                    "cniType: ipvlan, ipvlan: {master: [e], rdmaResourceName: r, " + POOLS + "}",
                    CrdNames.INJECT_NETWORK,
                    "g2"))
            .create();
    assertThat(plain.getMetadata().getLabels()).containsEntry(CrdNames.INJECT_NETWORK, "g2");
  }

  @Test
  void theAnswerToACreationHoldsWhatThePeersMutatorFillsIn() {
    SpiderMultusConfig.Spec macvlan =
        spec(network("net", MACVLAN + ", coordinator: {hijackCIDR: [10.0.0.1, 'fd00::1']}"));
    assertThat(requireNonNull(macvlan.macvlan()).vlanID()).isZero();
    assertThat(requireNonNull(macvlan.coordinator()).hijackCIDR())
        .containsExactly("10.0.0.1/32", "fd00::1/128");
    assertThat(requireNonNull(macvlan.coordinator()).mode())
        .as("what is not said stays unsaid")
        .isNull();
    assertThat(macvlan.enableCoordinator()).isTrue();
    assertThat(spec(network("own", "cniType: custom")).enableCoordinator()).isFalse();
  }

  private static SpiderMultusConfig.Spec spec(GenericKubernetesResource network) {
    String name = client().resource(network).create().getMetadata().getName();
    return client()
        .resources(SpiderMultusConfig.class)
        .inNamespace(SPACE)
        .withName(name)
        .get()
        .getSpec();
  }

  private static void annotate(String name, String key, String value) {
    var _ =
        client()
            .resources(SpiderMultusConfig.class)
            .inNamespace(SPACE)
            .withName(name)
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                "{\"metadata\":{\"annotations\":{\"" + key + "\":\"" + value + "\"}}}");
  }
}
