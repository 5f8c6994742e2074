package io.gridpool.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.crd.SpiderCoordinator;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import io.gridpool.agent.kube.crd.SpiderReservedIP;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The real API server that {@code GRIDPOOL_TEST_KUBECONFIG} names, with our definitions. Several
 * files are separated as in a class path; each of the JVMs that run tests side by side takes one of
 * its own, as tests write pools of one name.
 */
public final class RealApi {
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(SpiderIPPool.class, SpiderSubnet.class, SpiderReservedIP.class);

  private static final List<Class<? extends HasMetadata>> OTHERS =
      List.of(Grid.class, SpiderEndpoint.class, SpiderCoordinator.class, SpiderMultusConfig.class);

  private RealApi() {}

  /** Connects as an administrator and brings definitions and rights; fails without the variable. */
  public static KubernetesClient connect() {
    String path =
        System.getProperty("GRIDPOOL_TEST_KUBECONFIG", System.getenv("GRIDPOOL_TEST_KUBECONFIG"));
    assertThat(path).as("GRIDPOOL_TEST_KUBECONFIG").isNotNull();
    String[] files = path.split(File.pathSeparator, -1);
    String file = files[(Integer.getInteger("gridpool.test.fork", 1) - 1) % files.length];
    try {
      Config config = Config.fromKubeconfig(Files.readString(Path.of(file)));
      KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
      for (String folder : List.of("crds", "rbac")) {
        apply(client, Path.of("../charts/gridpool", folder));
      }
      Stream.concat(KINDS.stream(), OTHERS.stream())
          .forEach(kind -> KubeFixture.await("kinds served", () -> served(client, kind)));
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

  /** Removes all pools, subnets and reservations, whatever finalizer they carry. */
  public static void clear(KubernetesClient client) {
    KINDS.forEach(kind -> clear(client, kind));
  }

  private static <T extends HasMetadata> void clear(KubernetesClient client, Class<T> kind) {
    for (T item : client.resources(kind).list().getItems()) {
      var _ = client.resource(item).delete();
      if (!item.getMetadata().getFinalizers().isEmpty()) {
        patchAway(client, kind, item.getMetadata().getName());
      }
    }
    KubeFixture.await("cleared", () -> client.resources(kind).list().getItems().isEmpty());
  }

  private static <T extends HasMetadata> void patchAway(
      KubernetesClient client, Class<T> kind, String name) {
    try {
      var _ =
          client
              .resources(kind)
              .withName(name)
              .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
    } catch (KubernetesClientException e) {
      if (e.getCode() != java.net.HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  private static <T extends HasMetadata> boolean served(KubernetesClient client, Class<T> kind) {
    try {
      return client.resources(kind).list() != null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }
}
