package io.gridpool.agent.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows of SpiderMultusConfig: what becomes of a network that is accepted. */
@Tag("real-api")
class NetworkRowsRealTest extends NetworkAcceptance {
  private static final String MACVLAN = "cniType: macvlan, macvlan: {master: [eth0]}";

  @Override
  boolean webhook() {
    return true;
  }

  @Test
  void m00001To00003AndM00038EachKindOfNetworkHasItsDefinition() {
    assertThat(types(made(network("macvlan", MACVLAN)))).containsExactly("macvlan", "coordinator");
    assertThat(types(made(network("ipvlan", "cniType: ipvlan, ipvlan: {master: [eth0]}"))))
        .containsExactly("ipvlan", "coordinator");
    assertThat(types(made(network("sriov", "cniType: sriov, sriov: {resourceName: a/b}"))))
        .containsExactly("sriov", "coordinator");
    assertThat(attachment("sriov").getMetadata().getAnnotations())
        .containsEntry("k8s.v1.cni.cncf.io/resourceName", "a/b");
    assertThat(types(made(network("vlan", "cniType: vlan, vlan: {master: [eth0], vlanID: 5}"))))
        .containsExactly("vlan", "coordinator");
  }

  @Test
  void m00004AndM00019TheUsersOwnTextAndNone() {
    made(network("own", "cniType: custom, customCNI: '{\"type\": \"x\"}'"));
    assertThat(text("own")).isEqualTo("{\"type\": \"x\"}");
    made(network("empty", ""));
    assertThat(text("empty")).isEmpty();
    GenericKubernetesResource without = network("without", "");
    without.setAdditionalProperties(Map.of());
    made(without);
    assertThat(text("without")).isEmpty();
  }

  @Test
  void m00006TwoMastersAreBondedFirst() {
    JsonNode config =
        made(
            network(
                "bonded",
                "cniType: macvlan, enableCoordinator: false,"
                    + " macvlan: {master: [a, b], vlanID: 5, bond: {name: b0, mode: 1}}"));
    assertThat(types(config)).containsExactly("ifacer", "macvlan");
    assertThat(config.at("/plugins/1/master").asText()).isEqualTo("b0.5");
  }

  @Test
  void m00007ADefinitionThatWasDeletedComesBack() {
    made(network("net", MACVLAN));
    String before = attachment("net").getMetadata().getUid();
    var _ = client().resource(attachment("net")).delete();
    KubeFixture.await("made again", () -> !attachment("net").getMetadata().getUid().equals(before));
  }

  @Test
  void m00007ADefinitionThatEndsIsWaitedFor() {
    made(network("net", MACVLAN));
    String before = attachment("net").getMetadata().getUid();
    patch("net", "{\"metadata\":{\"finalizers\":[\"example.com/wait\"]}}");
    var _ = client().resource(attachment("net")).delete();
    assertThat(attachment("net").getMetadata().getDeletionTimestamp()).isNotNull();
    patch("net", "{\"metadata\":{\"finalizers\":null}}");
    KubeFixture.await("made again", () -> !attachment("net").getMetadata().getUid().equals(before));
  }

  @Test
  void m00008ADefinitionGoesWithItsNetwork() {
    made(network("net", MACVLAN));
    assertThat(attachment("net").getMetadata().getOwnerReferences().getFirst().getKind())
        .isEqualTo("SpiderMultusConfig");
    var _ =
        client().resources(SpiderMultusConfig.class).inNamespace(SPACE).withName("net").delete();
    KubeFixture.await("collected", () -> attachment("net") == null);
  }

  @Test
  void m00009AnEditReachesTheDefinition() {
    String plain = "cniType: macvlan, enableCoordinator: false, macvlan: {master: [eth0]}";
    assertThat(types(made(network("net", plain)))).hasSize(1);
    edit(
        "net",
        "{\"spec\":{\"macvlan\":{\"master\":[\"a\",\"b\"],\"bond\":{\"name\":\"b0\",\"mode\":1}}}}");
    KubeFixture.await("bonded", () -> types(config("net")).size() == 2);
  }

  @Test
  void m00010AndM00012NameAndVersionAreTheAnnotations() {
    client()
        .resource(
            network(
                "net",
                MACVLAN,
                CrdNames.ATTACHMENT_NAME,
                "other",
                CrdNames.CNI_VERSION,
                "0.4.0",
                CrdNames.CONFIG_NAME,
                "inner",
                "example.com/mine",
                "yes"))
        .create();
    KubeFixture.await("definition", () -> attachment("other") != null);
    assertThat(config("other").path("cniVersion").asText()).isEqualTo("0.4.0");
    assertThat(config("other").path("name").asText()).isEqualTo("inner");
    assertThat(attachment("other").getMetadata().getAnnotations())
        .containsEntry("example.com/mine", "yes")
        .containsEntry(CrdNames.ATTACHMENT_NAME, "other");
    assertThat(attachment("net")).isNull();
  }

  @Test
  void m00014ADefinitionThatWasThereIsTakenOver() {
    GenericKubernetesResource mine = network("net", "config: '{}'");
    mine.setApiVersion("k8s.cni.cncf.io/v1");
    mine.setKind("NetworkAttachmentDefinition");
    var before = client().resource(mine).create();
    client().resource(network("net", MACVLAN)).create();
    KubeFixture.await("taken over", () -> text("net").contains("macvlan"));
    assertThat(attachment("net").getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
    assertThat(attachment("net").getMetadata().getOwnerReferences()).hasSize(1);
  }

  @Test
  void whatOthersEditIsPutRight() {
    made(network("net", MACVLAN, "example.com/mine", "yes"));
    String wanted = text("net");
    patch(
        "net",
        "{\"spec\":{\"config\":\"{}\"},\"metadata\":{\"ownerReferences\":null,"
            + "\"annotations\":{\"example.com/mine\":\"no\",\"example.com/theirs\":\"x\"}}}");
    KubeFixture.await(
        "put right",
        () ->
            text("net").equals(wanted)
                && attachment("net").getMetadata().getOwnerReferences().size() == 1
                && attachment("net")
                    .getMetadata()
                    .getAnnotations()
                    .equals(Map.of("example.com/mine", "yes")));
  }

  @Test
  void m00017WithoutAddressManagementThereIsNoSectionOfIt() {
    JsonNode config = made(network("net", MACVLAN + ", disableIPAM: true"));
    assertThat(config.at("/plugins/0").has("ipam")).isFalse();
    assertThat(made(network("with", MACVLAN)).at("/plugins/0/ipam/type").asText())
        .isEqualTo("gridpool");
  }

  @Test
  void m00021AndM00022AndM00026PluginsAndValuesReachTheDefinition() {
    JsonNode config =
        made(
            network(
                "net",
                MACVLAN
                    + ", chainCNIJsonData: ['{\"type\": \"sysctl\"}'], coordinator: {podRPFilter:"
                    + " 1, vethLinkAddress: 169.254.200.1, podMACPrefix: '9e:10'}"));
    assertThat(types(config)).containsExactly("macvlan", "sysctl", "coordinator");
    JsonNode coordinator = config.at("/plugins/2");
    assertThat(coordinator.path("podRPFilter").asInt()).isEqualTo(1);
    assertThat(coordinator.path("vethLinkAddress").asText()).isEqualTo("169.254.200.1");
    assertThat(coordinator.path("podMACPrefix").asText()).as("M00024").isEqualTo("9e:10");
    assertThat(coordinator.has("mode")).as("not said").isFalse();
  }

  @Test
  void m00033ToM00035AndM00039SizesRatesAndVlans() {
    assertThat(
            made(network("a", "cniType: macvlan, macvlan: {master: [eth0], mtu: 1400}"))
                .at("/plugins/0/mtu")
                .asInt())
        .isEqualTo(1_400);
    assertThat(
            made(network("b", "cniType: ipvlan, ipvlan: {master: [eth0], mtu: 1400}"))
                .at("/plugins/0/mtu")
                .asInt())
        .isEqualTo(1_400);
    JsonNode sriov =
        made(
            network(
                "c",
                "cniType: sriov, sriov: {resourceName: a/b, mtu: 1400, minTxRateMbps: 10,"
                    + " maxTxRateMbps: 30, rdmaIsolation: true}"));
    assertThat(types(sriov)).containsExactly("sriov", "rdma", "coordinator", "tuning");
    assertThat(sriov.at("/plugins/0/min_tx_rate").asInt()).isEqualTo(10);
    assertThat(sriov.at("/plugins/0/max_tx_rate").asInt()).isEqualTo(30);
    assertThat(sriov.at("/plugins/3/mtu").asInt()).isEqualTo(1_400);
    JsonNode vlan = made(network("d", "cniType: vlan, vlan: {master: [eth0], vlanMode: auto}"));
    assertThat(vlan.at("/plugins/0").has("vlanId")).isFalse();
  }

  @Test
  void aNetworkThatEndsWithTheFinalizerOfThePeerGoes() {
    GenericKubernetesResource net = network("net", MACVLAN);
    net.getMetadata().setFinalizers(List.of(CrdNames.FINALIZER));
    made(net);
    var networks = client().resources(SpiderMultusConfig.class).inNamespace(SPACE);
    var _ = networks.withName("net").delete();
    KubeFixture.await("gone", () -> networks.withName("net").get() == null);
  }

  private static void edit(String name, String merge) {
    var _ =
        client()
            .resources(SpiderMultusConfig.class)
            .inNamespace(SPACE)
            .withName(name)
            .patch(PatchContext.of(PatchType.JSON_MERGE), merge);
  }

  private static void patch(String attachment, String merge) {
    var _ =
        client()
            .genericKubernetesResources("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition")
            .inNamespace(SPACE)
            .withName(attachment)
            .patch(PatchContext.of(PatchType.JSON_MERGE), merge);
  }
}
