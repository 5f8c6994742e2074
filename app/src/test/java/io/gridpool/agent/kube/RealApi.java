package io.gridpool.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real API server with our definitions: {@code GRIDPOOL_TEST_KUBECONFIG} names a kubeconfig of
 * its administrator. Without the variable a test fails.
 */
public final class RealApi {
  private RealApi() {}

  /** Connects, and brings definitions and rights there. The caller closes the client. */
  public static KubernetesClient connect() {
    String path =
        System.getProperty("GRIDPOOL_TEST_KUBECONFIG", System.getenv("GRIDPOOL_TEST_KUBECONFIG"));
    assertThat(path).as("GRIDPOOL_TEST_KUBECONFIG").isNotNull();
    try {
      Config config = Config.fromKubeconfig(Files.readString(Path.of(path)));
      KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
      for (String folder : List.of("crds", "rbac")) {
        apply(client, Path.of("../charts/gridpool", folder));
      }
      KubeFixture.await("kinds served", () -> served(client));
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void apply(KubernetesClient client, Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        client.load(Files.newInputStream(file)).forceConflicts().serverSideApply();
      }
    }
  }

  private static boolean served(KubernetesClient client) {
    try {
      return client.resources(SpiderIPPool.class).list() != null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }
}
