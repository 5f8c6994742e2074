package io.gridpool.loadtest.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.term.GridTermStore;
import io.gridpool.grid.TermRecord;
import io.gridpool.ledger.model.TermId;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The status of an object in the embedded API server is swapped, not overwritten. */
class SwappingDispatcherTest {
  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(),
          new MockWebServer(),
          new HashMap<>(),
          new SwappingDispatcher(EmbeddedApiServer.kinds()),
          false);
  private final KubernetesClient client = started().createClient();

  private KubernetesMockServer started() {
    server.init();
    return server;
  }

  @AfterEach
  void stop() {
    client.close();
    server.destroy();
  }

  @Test
  void ofTwoStatusesOfOneVersionTheSecondIsRefused() {
    var store = new GridTermStore(client, 3);
    TermRecord first =
        store.createIfAbsent(new TermRecord(new TermId(1, "ipam@1"), true, List.of(), ""));
    Grid before = client.resources(Grid.class).withName(Grid.NAME).get();
    assertThat(store.replace(first)).isPresent();
    assertThatThrownBy(() -> client.resource(before).updateStatus())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> assertThat(e.getCode()).isEqualTo(HttpURLConnection.HTTP_CONFLICT));
  }

  @Test
  void aStatusWithoutAVersionIsWritten() {
    Grid grid = new Grid();
    grid.setMetadata(new ObjectMetaBuilder().withName(Grid.NAME).build());
    grid.setSpec(new Grid.Spec(3));
    var _ = client.resource(grid).create();
    var store = new GridTermStore(client, 3);
    var _ = store.createIfAbsent(new TermRecord(new TermId(7, ""), false, List.of(), ""));
    Grid now = client.resources(Grid.class).withName(Grid.NAME).get();
    now.getMetadata().setResourceVersion(null);
    assertThat(client.resource(now).updateStatus().getStatus().term()).isEqualTo(7);
  }
}
