package io.gridpool.agent.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gridpool.agent.ipam.tuning.TuningWish;
import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.coordinator.CoordinatorWatch;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderCoordinator;
import io.gridpool.agent.kube.crd.SpiderCoordinator.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Rows of SpiderCoordinator: what the cluster's own networks are found to be. */
@Tag("real-api")
class CoordinatorRowsRealTest extends NetworkAcceptance {
  private final List<HasMetadata> made = new ArrayList<>();

  @Override
  boolean webhook() {
    return true;
  }

  @AfterEach
  void takeAway() {
    made.reversed().forEach(object -> client().resource(object).delete());
    var _ = client().resources(SpiderCoordinator.class).delete();
  }

  @Test
  void v00001AndV00002WithoutACniFileThereAreNoPodNetworks() {
    coordinator("podCIDRType: auto");
    synced();
    assertThat(status().serviceCIDR()).isNotEmpty();
  }

  @Test
  void v00003CalicoIsNotReadyWithoutItsPoolsAndThenHasThem() {
    coordinator("podCIDRType: calico");
    notReady("ippools.crd.projectcalico.org cannot be read");
    definition("crd.projectcalico.org", "v1", "IPPool", "ippools");
    pool("crd.projectcalico.org/v1", "IPPool", "one", "{cidr: 10.244.0.0/16}");
    pool("crd.projectcalico.org/v1", "IPPool", "six", "{cidr: 'fd00:10::/56'}");
    pool("crd.projectcalico.org/v1", "IPPool", "off", "{cidr: 10.9.0.0/16, disabled: true}");
    synced("10.244.0.0/16", "fd00:10::/56");
  }

  @Test
  void v00004EachModeOfCilium() {
    coordinator("podCIDRType: cilium");
    notReady("ConfigMap kube-system/cilium-config cannot be read");
    configMap(
        "cilium-config",
        Map.of(
            "ipam", "cluster-pool",
            "cluster-pool-ipv4-cidr", "10.245.0.0/16 10.246.0.0/16",
            "cluster-pool-ipv6-cidr", "fd00:20::/56"));
    synced("10.245.0.0/16", "10.246.0.0/16", "fd00:20::/56");
    configMap("cilium-config", Map.of("ipam", "eni"));
    notReady("Cilium's ipam mode \"eni\" is not supported");
    configMap("cilium-config", Map.of("ipam", "kubernetes"));
    kubeadm("10.250.0.0/16");
    synced("10.250.0.0/16");
    configMap("cilium-config", Map.of("ipam", "multi-pool"));
    notReady("ciliumpodippools.cilium.io cannot be read");
    definition("cilium.io", "v2alpha1", "CiliumPodIPPool", "ciliumpodippools");
    pool(
        "cilium.io/v2alpha1",
        "CiliumPodIPPool",
        "one",
        "{ipv4: {cidrs: [10.247.0.0/16]}, ipv6: {cidrs: ['fd00:30::/56']}}");
    pool("cilium.io/v2alpha1", "CiliumPodIPPool", "empty", "{}");
    synced("10.247.0.0/16", "fd00:30::/56");
  }

  @Test
  void v00005AndV00006NoneIsSyncedAndNotReadyHasNoNetworks() {
    coordinator("podCIDRType: none");
    synced();
    edit("{\"spec\":{\"podCIDRType\":\"cluster\"}}");
    notReady("neither ConfigMap kube-system/kubeadm-config");
    assertThat(status().overlayPodCIDR()).isEmpty();
    assertThat(status().serviceCIDR()).isEmpty();
    KubeFixture.await("told", () -> hasEvent("default", "NotReady"));
  }

  @Test
  void v00009AndV00010AndV00011KubeadmComesBeforeTheControllerManager() {
    coordinator("podCIDRType: cluster");
    notReady("nor a pod of kube-controller-manager");
    controllerManager("10.251.0.0/16,fd00:40::/56");
    synced("10.251.0.0/16", "fd00:40::/56");
    kubeadm("10.250.0.0/16");
    synced("10.250.0.0/16");
    kubeadm("not a network");
    notReady("\"not\" was found, which is no CIDR");
  }

  @Test
  void v00010ServiceNetworksFollowTheObjectsOfTheirKind() {
    coordinator("podCIDRType: none");
    synced();
    assertThat(status().serviceCIDR()).doesNotContain("10.111.0.0/24");
    HasMetadata added =
        make(object("networking.k8s.io/v1", "ServiceCIDR", "added", "{cidrs: [10.111.0.0/24]}"));
    KubeFixture.await("added", () -> services().contains("10.111.0.0/24"));
    var _ = client().resource(added).delete();
    KubeFixture.await("dropped", () -> !services().contains("10.111.0.0/24"));
    assertThat(status().phase()).isEqualTo(Phase.Synced);
  }

  @Test
  void v00007AndV00008AgentsTellTheWishOrThatItIsNotReady() {
    try (var watch = new CoordinatorWatch(client(), "default", () -> {})) {
      watch.start();
      KubeFixture.await("read", () -> isUnready(watch, "there is none"));
      coordinator("podCIDRType: cluster, mode: underlay, hijackCIDR: [169.254.0.1], vethMTU: 1400");
      KubeFixture.await(
          "not ready", () -> isUnready(watch, "spidercoordinator: default no ready: neither"));
      edit("{\"spec\":{\"podCIDRType\":\"none\"}}");
      KubeFixture.await("ready", () -> watch.now() instanceof TuningWish.Tuned);
      var wish = (TuningWish.Tuned) watch.now();
      assertThat(wish.mode()).isEqualTo("underlay");
      assertThat(wish.routing().hijacked()).containsExactly("169.254.0.1/32");
      assertThat(wish.routing().services()).isEqualTo(status().serviceCIDR());
      assertThat(wish.routing().tunePodRoutes()).isTrue();
      assertThat(wish.link().vethMtu()).isEqualTo(1_400);
    }
  }

  private static boolean isUnready(CoordinatorWatch watch, String words) {
    try {
      return watch.now() instanceof TuningWish.Unready unready && unready.reason().contains(words);
    } catch (io.gridpool.grid.TryLaterException e) {
      return false;
    }
  }

  /** The peer adds a finalizer that nobody takes away (reference §1.5). */
  @Test
  void own_aCoordinatorCanBeDeletedAlsoWithTheFinalizerOfThePeer() {
    coordinator("podCIDRType: none");
    assertThat(found().getMetadata().getFinalizers()).isEmpty();
    edit("{\"metadata\":{\"finalizers\":[\"" + CrdNames.FINALIZER + "\"]}}");
    var _ = client().resources(SpiderCoordinator.class).withName("default").delete();
    KubeFixture.await("gone", () -> found() == null);
  }

  @Test
  void whatIsWrongWithACoordinatorIsRefusedAndWhatItMissesIsFilledIn() {
    refuses(object("SpiderCoordinator", "default", "mode: auto"), "podCIDRType is needed");
    refuses(
        object("SpiderCoordinator", "default", "podCIDRType: none, podMACPrefix: '01:10'"),
        "a unicast address");
    coordinator("podCIDRType: none, hijackCIDR: ['fd00::1', 10.0.0.0/8]");
    assertThat(found().getSpec().hijackCIDR()).containsExactly("fd00::1/128", "10.0.0.0/8");
    assertThat(found().getSpec().vethMTU()).isEqualTo(1_500);
    assertThat(found().getSpec().hostRuleTable()).isEqualTo(500);
    synced();
  }

  @Test
  void onlyTheNamedOneCounts() {
    coordinator("podCIDRType: none");
    client().resource(object("SpiderCoordinator", "other", "podCIDRType: none")).create();
    synced();
    assertThat(client().resources(SpiderCoordinator.class).withName("other").get().getStatus())
        .isNull();
  }

  private static void coordinator(String spec) {
    client().resource(object("SpiderCoordinator", "default", spec)).create();
  }

  private static SpiderCoordinator found() {
    return client().resources(SpiderCoordinator.class).withName("default").get();
  }

  private static SpiderCoordinator.Status status() {
    return found().getStatus();
  }

  private static List<String> services() {
    return Objects.requireNonNull(status().serviceCIDR());
  }

  private static void synced(String... pods) {
    KubeFixture.await(
        "synced with " + List.of(pods),
        () ->
            status().phase() == Phase.Synced
                && status().reason() == null
                && List.of(pods).equals(status().overlayPodCIDR()));
  }

  private static void notReady(String words) {
    KubeFixture.await(
        "not ready: " + words,
        () ->
            status().phase() == Phase.NotReady
                && String.valueOf(status().reason()).contains(words));
  }

  private static void edit(String merge) {
    var _ =
        client()
            .resources(SpiderCoordinator.class)
            .withName("default")
            .patch(PatchContext.of(PatchType.JSON_MERGE), merge);
  }

  private HasMetadata make(HasMetadata object) {
    HasMetadata applied = client().resource(object).forceConflicts().serverSideApply();
    made.add(applied);
    return applied;
  }

  private void configMap(String name, Map<String, String> data) {
    make(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("kube-system")
            .withName(name)
            .endMetadata()
            .withData(data)
            .build());
  }

  private void kubeadm(String podSubnet) {
    configMap(
        "kubeadm-config",
        Map.of(
            "ClusterConfiguration",
            "kind: ClusterConfiguration\nnetworking:\n  podSubnet: " + podSubnet + "\n"));
  }

  private void controllerManager(String clusterCidr) {
    Pod pod = KubeFixture.pod("kube-system", "kube-controller-manager-n1", "n1");
    pod.getMetadata().setLabels(Map.of("component", "kube-controller-manager"));
    pod.getSpec()
        .getContainers()
        .getFirst()
        .setCommand(List.of("kube-controller-manager", "--cluster-cidr=" + clusterCidr));
    pod.getSpec().setTerminationGracePeriodSeconds(0L);
    make(pod);
  }

  private void pool(String apiVersion, String kind, String name, String spec) {
    KubeFixture.await("served", () -> client().supports(apiVersion, kind));
    make(object(apiVersion, kind, name, spec));
  }

  private static GenericKubernetesResource object(
      String apiVersion, String kind, String name, String spec) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withAdditionalProperties(Map.of("spec", new Yaml().<Map<String, Object>>load(spec)))
        .build();
  }

  /** A cluster-wide kind of another project, whatever it holds. */
  private void definition(String group, String version, String kind, String plural) {
    String text =
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: PLURAL.GROUP}
        spec:
          group: GROUP
          scope: Cluster
          names: {kind: KIND, plural: PLURAL, singular: SINGULAR}
          versions: [{name: VERSION, served: true, storage: true, schema: {openAPIV3Schema: ANY}}]
        """
            .replace("PLURAL", plural)
            .replace("GROUP", group)
            .replace("KIND", kind)
            .replace("SINGULAR", kind.toLowerCase(java.util.Locale.ROOT))
            .replace("VERSION", version)
            .replace("ANY", "{type: object, x-kubernetes-preserve-unknown-fields: true}");
    make(Serialization.unmarshal(text, HasMetadata.class));
  }
}
