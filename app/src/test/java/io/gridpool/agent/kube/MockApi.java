package io.gridpool.agent.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.HashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * fabric8's CRUD server with our kinds, a fresh one for each test.
 *
 * <p>Its end may fail without failing the test: the server waits on its event loop for events that
 * only the event loop can send (up to a minute) where a watch is closed while one is on its way.
 */
public final class MockApi implements BeforeEachCallback, AfterEachCallback {
  private static final Logger LOG = LoggerFactory.getLogger(MockApi.class);

  private @Nullable KubernetesMockServer server;
  private @Nullable KubernetesClient client;

  /** The test's client. */
  public KubernetesClient client() {
    return Objects.requireNonNull(client);
  }

  @Override
  public void beforeEach(ExtensionContext test) {
    var started =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            new HashMap<>(),
            new KubernetesCrudDispatcher(),
            false);
    started.init();
    KubeFixture.expectKinds(started);
    server = started;
    client = started.createClient();
  }

  /** The client first: the server waits for connections that its client still holds. */
  @Override
  public void afterEach(ExtensionContext test) {
    client().close();
    try {
      Objects.requireNonNull(server).destroy();
    } catch (IllegalStateException e) {
      LOG.info("the mock server hangs at its end: {}", e.toString());
    }
  }
}
