package io.gridpool.agent.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.crd.SpiderEndpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story of a cluster that ran Spiderpool on a real API server; see {@link KubeRealTest}. */
@Tag("real-api")
class AdoptionRealTest {
  private KubernetesClient client;

  @BeforeEach
  void connect() {
    client = RealApi.connect();
    clean();
  }

  @AfterEach
  void disconnect() {
    clean();
    client.close();
  }

  private void clean() {
    var _ = client.resources(Grid.class).withName(Grid.NAME).delete();
    client.pods().inNamespace("default").withGracePeriod(0).delete();
    var endpoints = client.resources(SpiderEndpoint.class).inNamespace("default");
    for (SpiderEndpoint left : endpoints.list().getItems()) {
      left.getMetadata().setFinalizers(null);
      var _ = client.resource(left).update();
      var _ = client.resource(left).delete();
    }
    RealApi.clear(client);
    client.v1().events().inNamespace("default").delete();
  }

  @Test
  void aClusterThatRanSpiderpoolIsAdoptedWhole(@TempDir Path folder) throws Exception {
    try (var story = new AdoptionStory(client, KubeFixture.REAL_SETTINGS, folder)) {
      story.spiderpoolWasHere();
      story.theFirstTermAdoptsItAll();
      story.conflictsAreToldAndTheirAddressesGivenToNobody();
      story.whenThePodsAreGoneTheirAddressesAreFreeAgain();
    }
  }
}
