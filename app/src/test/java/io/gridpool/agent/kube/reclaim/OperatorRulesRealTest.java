package io.gridpool.agent.kube.reclaim;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.RealApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The rules against a real API server; see {@link RealApi}. */
@Tag("real-api")
class OperatorRulesRealTest extends OperatorRules {
  private static KubernetesClient client;

  @BeforeAll
  static void connect() {
    client = RealApi.connect();
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @Override
  KubernetesClient client() {
    return client;
  }
}
