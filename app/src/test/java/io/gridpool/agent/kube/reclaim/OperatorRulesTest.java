package io.gridpool.agent.kube.reclaim;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;

/** The rules against fabric8's CRUD server. */
@EnableKubernetesMockClient(crud = true)
class OperatorRulesTest extends OperatorRules {
  KubernetesClient client;

  @Override
  KubernetesClient client() {
    return client;
  }
}
