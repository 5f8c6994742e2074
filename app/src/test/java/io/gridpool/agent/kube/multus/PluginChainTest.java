package io.gridpool.agent.kube.multus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import io.gridpool.agent.kube.loop.NetworkSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The text of each kind of network, letter by letter. */
class PluginChainTest {
  private static final NetworkSettings SETTINGS = NetworkSettings.DEFAULT;
  private static final NetworkSettings OF_THE_PEER =
      new NetworkSettings(
          true,
          "spiderpool",
          new NetworkSettings.PluginPaths("/a/s", "/a/q"),
          "default",
          SETTINGS.cniFolder(),
          SETTINGS.ciliumConfig(),
          1_000);
  private static final String IPAM = "{\"type\":\"gridpool\"}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cniType: macvlan, macvlan: {master: [eth0], mtu: 0}"
            + " | {'ipam':IPAM,'master':'eth0','mode':'bridge','mtu':0,'type':'macvlan'}",
        "cniType: macvlan, macvlan: {master: [eth0], vlanID: 5}"
            + " | {'interfaces':['eth0'],'type':'ifacer','vlanID':5},"
            + "{'ipam':IPAM,'master':'eth0.5','mode':'bridge','type':'macvlan'}",
        "cniType: macvlan, macvlan: {master: [a, b], vlanID: 5, bond: {name: b0, mode: 1, options:"
            + " x=1}} | {'bond':{'mode':1,'name':'b0','options':'x=1'},'interfaces':['a','b'],"
            + "'type':'ifacer','vlanID':5},"
            + "{'ipam':IPAM,'master':'b0.5','mode':'bridge','type':'macvlan'}",
        "cniType: ipvlan, ipvlan: {master: [a, b], vlanID: 0, bond: {name: b0, mode: 6}}"
            + " | {'bond':{'mode':6,'name':'b0'},'interfaces':['a','b'],'type':'ifacer'},"
            + "{'ipam':IPAM,'master':'b0','type':'ipvlan'}",
        "cniType: vlan, vlan: {master: [eth0], vlanMode: manual, vlanID: 7, mtu: 0} |"
            + " {'ipam':IPAM,'master':'eth0','mtu':0,'type':'vlan','vlanId':7,'vlanMode':'manual'}",
        "cniType: vlan, vlan: {master: [eth0], vlanMode: auto}"
            + " | {'ipam':IPAM,'master':'eth0','type':'vlan','vlanMode':'auto'}",
        "cniType: vlan, vlan: {master: [a, b], vlanID: 7, bond: {name: b0, mode: 1}}"
            + " | {'bond':{'mode':1,'name':'b0'},'interfaces':['a','b'],'type':'ifacer'},"
            + "{'ipam':IPAM,'master':'b0','type':'vlan','vlanId':7,'vlanMode':'manual'}",
        "cniType: sriov, sriov: {resourceName: x/y, vlanID: 9, minTxRateMbps: 10, maxTxRateMbps:"
            + " 30, rdmaIsolation: true, mtu: 1400} |"
            + " {'ipam':IPAM,'max_tx_rate':30,'min_tx_rate':10,'type':'sriov','vlan':9},"
            + "{'type':'rdma'},{'mtu':1400,'type':'tuning'}",
        "cniType: ib-sriov, ibsriov: {resourceName: x/y, pkey: '1'}"
            + " | {'ibKubernetesEnabled':false,'ipam':IPAM,'link_state':'enable','pkey':'1',"
            + "'rdmaIsolation':true,'type':'ib-sriov'}",
        "cniType: ipoib, ipoib: {master: ib0} | {'ipam':IPAM,'master':'ib0','type':'ipoib'}",
        "cniType: ovs, ovs: {bridge: br1, vlan: 3, deviceID: d, trunk: [{minID: 1, maxID: 9}]}"
            + " | {'bridge':'br1','deviceID':'d','ipam':IPAM,'trunk':[{'maxID':9,'minID':1}],"
            + "'type':'ovs','vlan':3}",
        "cniType: macvlan, disableIPAM: true, macvlan: {master: [eth0]}"
            + " | {'master':'eth0','mode':'bridge','type':'macvlan'}",
        "cniType: macvlan, macvlan: {master: [eth0], ippools: {ipv4: [p], ipv6: [q]}}"
            + " | {'ipam':{'default_ipv4_ippool':['p'],'default_ipv6_ippool':['q'],"
            + "'type':'gridpool'},'master':'eth0','mode':'bridge','type':'macvlan'}",
        "cniType: sriov, sriov: {resourceName: r, ippools: {matchMasterSubnet: true}}"
            + " | {'ipam':{'match_master_subnet':true,'type':'gridpool'},'type':'sriov'}",
        "cniType: ipoib, chainCNIJsonData: ['{\"type\":\"z\",\"b\":{\"d\":1,\"c\":2}}'], ipoib:"
            + " {master: i} |"
            + " {'ipam':IPAM,'master':'i','type':'ipoib'},{'b':{'c':2,'d':1},'type':'z'}",
      })
  void writesEachKindOfNetwork(String spec, String plugins) {
    assertThat(config("enableCoordinator: false, " + spec)).isEqualTo(conflist(plugins));
  }

  @Test
  void theCoordinatorComesBehindTheChainedPluginsAndBeforeTuning() {
    assertThat(
            config(
                "cniType: sriov, sriov: {resourceName: r, rdmaIsolation: true, mtu: 9000},"
                    + " chainCNIJsonData: ['{\"type\":\"chained\"}']"))
        .isEqualTo(
            conflist(
                "{'ipam':IPAM,'type':'sriov'},{'type':'rdma'},{'type':'chained'},"
                    + "{'type':'coordinator'},{'mtu':9000,'type':'tuning'}"));
  }

  @Test
  void theCoordinatorSaysAllThatTheNetworkSays() {
    assertThat(
            coordinator(
                "{mode: underlay, hijackCIDR: [10.0.0.0/8], policyRoutes: [{dst: 10.1.0.0/16, gw:"
                    + " 10.2.0.1}], podMACPrefix: '0a:1b', podDefaultRouteNIC: net1, txQueueLen: 5,"
                    + " vethLinkAddress: 169.254.200.1, vethMTU: 1400, hostRuleTable: 600}"))
        .isEqualTo(
            ("{'hijackCIDR':['10.0.0.0/8'],'hostRuleTable':600,'mode':'underlay',"
                    + "'podDefaultRouteNic':'net1','podMACPrefix':'0a:1b',"
                    + "'policyRoutes':[{'dst':'10.1.0.0/16','gw':'10.2.0.1'}],'txQueueLen':5,"
                    + "'type':'coordinator','vethLinkAddress':'169.254.200.1','vethMTU':1400}")
                .replace('\'', '"'));
  }

  /** The peer copies podRPFilter only beside a podCIDRType (reference §7.6). */
  @Test
  void own_podRpFilterNeedsNoPodCidrType() {
    assertThat(coordinator("{podRPFilter: 2}"))
        .isEqualTo("{\"podRPFilter\":2,\"type\":\"coordinator\"}");
  }

  /** The peer writes false where the coordinator is given without it (§7.6). */
  @Test
  void own_tunePodRoutesIsTheClustersWhereTheNetworkDoesNotSay() {
    assertThat(coordinator("{vethMTU: 1400}")).doesNotContain("tunePodRoutes");
    assertThat(coordinator("{tunePodRoutes: false}")).contains("\"tunePodRoutes\":false");
  }

  /** The peer's plugin knows no mode of that name (§1.5): this is how ours is told. */
  @Test
  void own_modeDisabledIsSaidAsItIsWritten() {
    assertThat(coordinator("{mode: disabled}")).contains("\"mode\":\"disabled\"");
  }

  /** The peer reads the part of macvlan for it, which is not there (§7.6). */
  @Test
  void own_theMtuOfSriovIsItsOwn() {
    assertThat(config("cniType: sriov, sriov: {resourceName: r, mtu: 1400}"))
        .contains("{\"mtu\":1400,\"type\":\"tuning\"}");
    assertThat(config("cniType: sriov, sriov: {resourceName: r}")).doesNotContain("tuning");
  }

  @Test
  void aNetworkOfTheUsersOwnIsPassedOnAsItIs() {
    assertThat(config("customCNI: '{ \"cniVersion\": \"0.3.1\" }'"))
        .isEqualTo("{ \"cniVersion\": \"0.3.1\" }");
    assertThat(config("cniType: custom")).isEmpty();
    assertThat(Attachment.of(network("enableCoordinator: false"), SETTINGS).config()).isEmpty();
  }

  @Test
  void namesAndVersionAndResourceComeFromAnnotationsAndPart() {
    SpiderMultusConfig config =
        network("cniType: ovs, enableCoordinator: false, ovs: {bridge: br1, deviceID: d}");
    config
        .getMetadata()
        .setAnnotations(
            Map.of(
                "multus.spidernet.io/cr-name", "other",
                "multus.spidernet.io/cni-version", "0.4.0",
                "cni.spidernet.io/cniconfig-name", "inner",
                "kubectl.kubernetes.io/last-applied-configuration", "{}"));
    Attachment wanted = Attachment.of(config, OF_THE_PEER);
    assertThat(wanted.name()).isEqualTo("other");
    assertThat(wanted.config()).startsWith("{\"cniVersion\":\"0.4.0\",\"name\":\"inner\",");
    assertThat(wanted.config())
        .contains(
            "\"ipam\":{\"del_queue_dir\":\"/a/q\",\"ipam_unix_socket_path\":\"/a/s\","
                + "\"type\":\"spiderpool\"}");
    assertThat(wanted.annotations())
        .containsEntry(Attachment.RESOURCE, "ovs-cni.network.kubevirt.io/br1")
        .containsEntry("multus.spidernet.io/cr-name", "other")
        .doesNotContainKey("kubectl.kubernetes.io/last-applied-configuration");
  }

  @Test
  void aStoredObjectThatLacksItsPartIsToldSo() {
    assertThatThrownBy(() -> config("cniType: vlan")).hasMessageContaining("part is not set");
    assertThatThrownBy(() -> config("cniType: macvlan, macvlan: {master: [a, b]}"))
        .hasMessageContaining("need a bond");
  }

  private static String coordinator(String coordinator) {
    String all =
        config(
            "cniType: ipoib, disableIPAM: true, ipoib: {master: i}, coordinator: " + coordinator);
    return all.substring(all.indexOf("},{") + 2, all.length() - 2);
  }

  private static String conflist(String plugins) {
    return ("{'cniVersion':'0.3.1','name':'n','plugins':[" + plugins + "]}")
        .replace('\'', '"')
        .replace("IPAM", IPAM);
  }

  private static String config(String spec) {
    return Attachment.of(network(spec), SETTINGS).config();
  }

  private static SpiderMultusConfig network(String spec) {
    SpiderMultusConfig config = new SpiderMultusConfig();
    config.setMetadata(new ObjectMetaBuilder().withNamespace("s").withName("n").build());
    config.setSpec(
        Serialization.unmarshal(
            Serialization.asJson(new Yaml().<Object>load("{" + spec + "}")),
            SpiderMultusConfig.Spec.class));
    return config;
  }
}
