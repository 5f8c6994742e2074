package io.gridpool.agent.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gridpool.agent.ipam.tuning.TuningWish;
import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.KubeLedger;
import io.gridpool.agent.kube.StewardKube;
import io.gridpool.agent.kube.coordinator.CoordinatorWatch;
import io.gridpool.agent.kube.crd.SpiderCoordinator;
import io.gridpool.agent.kube.crd.SpiderCoordinator.Phase;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A steward behind a line that is cut; the only steward there is. */
@Tag("real-api")
class ApiRestartRealTest extends NetworkAcceptance {
  private static final String MACVLAN = "cniType: macvlan, macvlan: {master: [eth0]}";

  @Override
  boolean webhook() {
    return false;
  }

  /** The peer's controller panics when its API server comes back (reference §7.5, issue). */
  @Test
  void own_afterTheApiServersRestartNetworksAndCoordinatorAreLookedAfterAsBefore()
      throws Exception {
    stage.stopSteward();
    URI server = URI.create(client().getConfiguration().getMasterUrl());
    try (var relay = new Relay(new InetSocketAddress(server.getHost(), server.getPort()));
        var behind = new KubernetesClientBuilder().withConfig(config(relay)).build();
        var watch = new CoordinatorWatch(behind, "default", () -> {});
        var steward =
            new StewardKube(
                KubeFixture.room(behind, stage.ledger, KubeFixture.REAL_SETTINGS),
                new KubeLedger(),
                () -> true)) {
      steward.start();
      watch.start();
      client().resource(object("SpiderCoordinator", "default", "podCIDRType: none")).create();
      made(network("before", MACVLAN));
      KubeFixture.await("synced", () -> status().phase() == Phase.Synced);
      KubeFixture.await("told", () -> watch.now() instanceof TuningWish.Tuned);
      relay.cut();
      whileItIsAway();
      KubeFixture.await("tried", () -> relay.refused() >= 2);
      assertThat(status().phase()).as("nothing new is known").isEqualTo(Phase.Synced);
      assertThat(watch.now()).as("agents go on").isInstanceOf(TuningWish.Tuned.class);
      relay.join();
      KubeFixture.await("found", () -> List.of("10.7.0.0/16").equals(status().overlayPodCIDR()));
      KubeFixture.await("made again", () -> attachment("before") != null);
      KubeFixture.await("made", () -> attachment("meanwhile") != null);
      KubeFixture.await(
          "told again",
          () ->
              watch.now() instanceof TuningWish.Tuned tuned
                  && tuned.routing().overlayPods().equals(List.of("10.7.0.0/16")));
    } finally {
      var _ = client().configMaps().inNamespace("kube-system").withName("kubeadm-config").delete();
    }
  }

  private static void whileItIsAway() {
    var _ =
        client()
            .resources(SpiderCoordinator.class)
            .withName("default")
            .patch(
                PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"podCIDRType\":\"cluster\"}}");
    var _ =
        client()
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace("kube-system")
                    .withName("kubeadm-config")
                    .endMetadata()
                    .withData(
                        Map.of("ClusterConfiguration", "networking: {podSubnet: 10.7.0.0/16}"))
                    .build())
            .create();
    var _ = client().resource(attachment("before")).delete();
    var _ = client().resource(network("meanwhile", MACVLAN)).create();
  }

  private static SpiderCoordinator.Status status() {
    return client().resources(SpiderCoordinator.class).withName("default").get().getStatus();
  }

  private static Config config(Relay relay) {
    return new ConfigBuilder(client().getConfiguration())
        .withMasterUrl("https://" + relay.host() + ":" + relay.port() + "/")
        .build();
  }
}
