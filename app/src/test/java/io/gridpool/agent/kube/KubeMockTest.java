package io.gridpool.agent.kube;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The stories of this room against fabric8's CRUD server. */
class KubeMockTest {
  @RegisterExtension final MockApi api = new MockApi();

  @BeforeEach
  void makeNamespace() {
    var namespace =
        new NamespaceBuilder().withNewMetadata().withName("default").endMetadata().build();
    var _ = api.client().resource(namespace).create();
  }

  @Test
  void poolsGoToTheLedgerAndTheirStatusComesBack() {
    try (var story = new PoolStory(api.client())) {
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
    try (var story = new PoolStory(api.client())) {
      story.start();
      story.storesAndEndsReservations();
      story.writesNothingWithoutTheLead();
    }
  }

  @Test
  void endpointsAreMirroredAndReclaimed() {
    try (var story = new EndpointStory(api.client(), KubeFixture.SETTINGS)) {
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
    try (var story = new ConfStory(api.client())) {
      story.withoutItTheAgentsOwnSettingsHold();
      story.itIsReadWithoutARestart();
      story.badValuesAreNamedAndTheLastGoodStays();
      story.aProblemIsSaidOnce();
    }
  }

  @Test
  void theTermRecordIsGuardedByCompareAndSwap() {
    TermStory story = new TermStory(api.client());
    story.theFirstRecordStands();
    story.onlyOneOfTwoReplacesTheSameVersion();
    story.whoLooksAgainAndAgainHearsOfAChangeWithoutAsking();
    story.theLeaderIsNamedAndTheRecordStays();
  }
}
