package io.gridpool.loadtest.api;

import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderReservedIP;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;

/**
 * An API server for machines that have none: fabric8's mock server in CRUD mode, as a process.
 *
 * <p>It keeps objects, status subresources, conflicts and watches in memory. It runs no controller,
 * no admission, and knows only metadata field selectors: it is for the demo, not for proof.
 */
public final class EmbeddedApiServer {
  private EmbeddedApiServer() {}

  /** Arguments: address, port, the kubeconfig file to write. Runs until it is killed. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    KubernetesMockServer server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            new HashMap<>(),
            new SwappingDispatcher(kinds()),
            false);
    server.init(InetAddress.getByName(arguments[0]), Integer.parseInt(arguments[1]));
    Files.writeString(
        Path.of(arguments[2]), kubeconfig("http://" + arguments[0] + ":" + arguments[1]));
    Thread.currentThread().join();
  }

  static List<CustomResourceDefinitionContext> kinds() {
    return List.of(
        CustomResourceDefinitionContext.fromCustomResourceType(SpiderIPPool.class),
        CustomResourceDefinitionContext.fromCustomResourceType(SpiderReservedIP.class),
        CustomResourceDefinitionContext.fromCustomResourceType(SpiderSubnet.class),
        CustomResourceDefinitionContext.fromCustomResourceType(Grid.class),
        endpoints());
  }

  /** The peer's endpoint has a status, but no status subresource. */
  private static CustomResourceDefinitionContext endpoints() {
    CustomResourceDefinitionContext context =
        CustomResourceDefinitionContext.fromCustomResourceType(SpiderEndpoint.class);
    return new CustomResourceDefinitionContext.Builder()
        .withGroup(context.getGroup())
        .withVersion(context.getVersion())
        .withKind(context.getKind())
        .withPlural(context.getPlural())
        .withScope(context.getScope())
        .withStatusSubresource(false)
        .build();
  }

  private static String kubeconfig(String server) {
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: embedded, cluster: {server: "%s"}}]
    users: [{name: embedded, user: {}}]
    contexts: [{name: embedded, context: {cluster: embedded, user: embedded}}]
    current-context: embedded
    """
        .formatted(server);
  }
}
