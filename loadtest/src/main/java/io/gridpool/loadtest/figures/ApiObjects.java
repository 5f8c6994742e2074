package io.gridpool.loadtest.figures;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Connections and objects that the measuring programs share. */
final class ApiObjects {
  private ApiObjects() {}

  static KubernetesClient connect(Path kubeconfig) throws IOException {
    Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** Brings definitions and rights of the chart. */
  static void install(KubernetesClient client, Path repository) throws IOException {
    for (String folder : List.of("crds", "rbac")) {
      try (var files = Files.list(repository.resolve("charts/gridpool").resolve(folder))) {
        for (Path file : files.toList()) {
          client.load(Files.newInputStream(file)).forceConflicts().serverSideApply();
        }
      }
    }
  }

  static void namespace(KubernetesClient client, String name) {
    var made = new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
    var _ = client.resource(made).serverSideApply();
    var account =
        new io.fabric8.kubernetes.api.model.ServiceAccountBuilder()
            .withNewMetadata()
            .withNamespace(name)
            .withName("default")
            .endMetadata()
            .build();
    var _ = client.resource(account).serverSideApply();
  }

  static void node(KubernetesClient client, String name) {
    var made = new NodeBuilder().withNewMetadata().withName(name).endMetadata().build();
    var _ = client.resource(made).serverSideApply();
  }

  /** A pod on a node without a kubelet; it tolerates that. */
  static Pod pod(String namespace, String name, String node) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .withAutomountServiceAccountToken(false)
        .addNewToleration()
        .withOperator("Exists")
        .endToleration()
        .addNewContainer()
        .withName("main")
        .withImage("busybox")
        .endContainer()
        .endSpec()
        .build();
  }
}
