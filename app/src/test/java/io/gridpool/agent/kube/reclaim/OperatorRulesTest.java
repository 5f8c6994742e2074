package io.gridpool.agent.kube.reclaim;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.MockApi;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rules against fabric8's CRUD server. */
class OperatorRulesTest extends OperatorRules {
  @RegisterExtension final MockApi api = new MockApi();

  @Override
  KubernetesClient client() {
    return api.client();
  }
}
