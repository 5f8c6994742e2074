package io.gridpool.loadtest.e2e;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;

/** NetworkAttachmentDefinitions of one scene: macvlan on the nodes' bridge, addresses from us. */
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
    GenericKubernetesResource definition = new GenericKubernetesResource();
    definition.setApiVersion("k8s.cni.cncf.io/v1");
    definition.setKind("NetworkAttachmentDefinition");
    definition.setMetadata(
        new ObjectMetaBuilder().withName(name).withNamespace(scene.namespace()).build());
    definition.setAdditionalProperty("spec", Map.of("config", config));
    scene.client().resource(definition).serverSideApply();
    return scene.namespace() + "/" + name;
  }
}
