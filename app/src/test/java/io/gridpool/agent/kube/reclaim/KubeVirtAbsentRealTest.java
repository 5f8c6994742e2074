package io.gridpool.agent.kube.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.RealApi;
import io.gridpool.ledger.model.Owner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cluster that does not know KubeVirt's kinds. */
@Tag("real-api")
class KubeVirtAbsentRealTest {
  @Test
  void issue2971AClusterWithoutKubeVirtHasNoMachinesAndNothingFails() {
    try (KubernetesClient client = RealApi.connect()) {
      var evidence = new AskedSight(client, new ApiBudget(1_000));
      var machine = new Owner("kubevirt.io", "VirtualMachineInstance", "vm");
      assertThat(evidence.ownerGone("default", machine)).isTrue();
    }
  }
}
