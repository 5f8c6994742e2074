package io.gridpool.agent.kube;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stories of this room against fabric8's CRUD server. */
@EnableKubernetesMockClient(crud = true)
class KubeMockTest {
  KubernetesMockServer server;
  KubernetesClient client;

  @BeforeEach
  void expectKinds() {
    KubeFixture.expectKinds(server);
    var namespace =
        new NamespaceBuilder().withNewMetadata().withName("default").endMetadata().build();
    var _ = client.resource(namespace).create();
  }

  /** Before the server goes: it waits for connections that its client still holds. */
  @AfterEach
  void closeClient() {
    client.close();
  }

  @Test
  void poolsGoToTheLedgerAndTheirStatusComesBack() {
    try (var story = new PoolStory(client)) {
      story.start();
      story.storesAPoolAndFillsWhatTheWebhookWould();
      story.mirrorsLeasesInSpiderpoolsShape();
      story.putsTheTruthBackAfterAForeignEdit();
      story.saysWhenTheLastAddressIsGone();
      story.refusesWithNamesAndNumbers();
      story.keepsAPoolWithLeasesUntilTheLastIsFree();
    }
  }

  @Test
  void reservationsGoToTheLedger() {
    try (var story = new PoolStory(client)) {
      story.start();
      story.storesAndEndsReservations();
      story.writesNothingWithoutTheLead();
    }
  }

  @Test
  void endpointsAreMirroredAndReclaimed() {
    try (var story = new EndpointStory(client, KubeFixture.SETTINGS)) {
      story.start();
      story.findsPodsOfItsOwnNodeOnly();
      story.mirrorsAnEndpointInSpiderpoolsShape();
      story.tellsTheRoutesAndTheCleanGatewayThatThePodAskedFor();
      story.freesWhatAVanishedPodLeftAndDeletesItsObject();
      story.keepsTheAddressOfAStatefulSetsPodUntilItsOrdinalIsUnwanted();
      story.remembersEarlierHoldersNewestFirstAndNotTooMany();
      story.neverFreesALivePod();
    }
  }

  @Test
  void theConfigMapIsReadWhileItRuns() {
    try (var story = new ConfStory(client)) {
      story.withoutItTheAgentsOwnSettingsHold();
      story.itIsReadWithoutARestart();
      story.badValuesAreNamedAndTheLastGoodStays();
      story.aProblemIsSaidOnce();
    }
  }

  @Test
  void theTermRecordIsGuardedByCompareAndSwap() {
    TermStory story = new TermStory(client);
    story.theFirstRecordStands();
    story.onlyOneOfTwoReplacesTheSameVersion();
    story.theLeaderIsNamedAndTheRecordStays();
  }
}
