package io.gridpool.agent.kube.reclaim;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;

/** The bugs against fabric8's CRUD server. */
@EnableKubernetesMockClient(crud = true)
class ReclaimBugsTest extends ReclaimBugs {
  KubernetesClient client;

  @Override
  KubernetesClient client() {
    return client;
  }
}
