package io.gridpool.loadtest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Networks of one scene: definitions written by hand, and SpiderMultusConfigs from which the agents
 * make them.
 */
record Networks(Scene scene) {

  /** Defines or redefines a network with these default IPv4 pools; returns namespace/name. */
  String macvlan(String name, String... defaultPools) {
    Map<String, Object> ipam =
        defaultPools.length == 0
            ? Map.of("type", "gridpool")
            : Map.of("type", "gridpool", "default_ipv4_ippool", List.of(defaultPools));
    String config =
        Serialization.asJson(
            Map.of(
                "cniVersion", "1.0.0",
                "type", "macvlan",
                "master", "eth0",
                "mode", "bridge",
                "ipam", ipam));
    return define(name, config);
  }

  /** Defines or redefines a network by hand; returns namespace/name. */
  String define(String name, String config) {
    GenericKubernetesResource definition = definition();
    definition.setMetadata(
        new ObjectMetaBuilder().withName(name).withNamespace(scene.namespace()).build());
    definition.setAdditionalProperty("spec", Map.of("config", config));
    scene.client().resource(definition).serverSideApply();
    return scene.namespace() + "/" + name;
  }

  private static GenericKubernetesResource definition() {
    GenericKubernetesResource definition = new GenericKubernetesResource();
    definition.setApiVersion("k8s.cni.cncf.io/v1");
    definition.setKind("NetworkAttachmentDefinition");
    return definition;
  }

  /** A coordinated macvlan network of one pool with these lines of {@code coordinator}. */
  String coordinated(String name, String pool, String... coordinator) {
    return network(
        name,
        "macvlan: {master: [eth0], ippools: {ipv4: [%s]}}\n".formatted(pool)
            + (coordinator.length == 0
                ? ""
                : "coordinator:\n" + String.join("\n", coordinator).indent(2)));
  }

  /** A coordinated macvlan network with the rest of its spec; returns when it has a definition. */
  String network(String name, String spec) {
    SpiderMultusConfig network = new SpiderMultusConfig();
    network.setMetadata(
        new ObjectMetaBuilder().withName(name).withNamespace(scene.namespace()).build());
    network.setSpec(
        Serialization.unmarshal(
            "cniType: macvlan\nenableCoordinator: true\n" + spec, SpiderMultusConfig.Spec.class));
    scene.client().resource(network).create();
    Eventually.passes(
        "the definition of " + name,
        Eventually.MIRROR,
        () -> assertThat(config(name)).contains("coordinator"));
    return scene.namespace() + "/" + name;
  }

  /** The configuration of a definition, empty while there is none. */
  String config(String name) {
    GenericKubernetesResource definition = definition();
    definition.setMetadata(
        new ObjectMetaBuilder().withName(name).withNamespace(scene.namespace()).build());
    GenericKubernetesResource found = scene.client().resource(definition).get();
    return found == null ? "" : text(found.get("spec", "config"));
  }

  private static String text(@Nullable Object value) {
    return Objects.requireNonNullElse(value, "").toString();
  }
}
