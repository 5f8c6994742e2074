package io.gridpool.agent.kube;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The stories of this room against a real API server with our definitions, empty of our objects.
 * {@code GRIDPOOL_TEST_KUBECONFIG} names a kubeconfig of an administrator; run it with {@code
 * -Dgroups=real-api}. Without the variable it fails.
 */
@Tag("real-api")
class KubeRealTest {
  private static KubernetesClient client;

  @BeforeAll
  static void connect() {
    client = RealApi.connect();
  }

  @AfterAll
  static void disconnect() {
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
      story.storesAndEndsReservations();
      story.writesNothingWithoutTheLead();
    }
  }

  @Test
  void endpointsAreMirroredAndReclaimed() {
    try (var story = new EndpointStory(client, KubeFixture.REAL_SETTINGS)) {
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
    story.whoLooksAgainAndAgainHearsOfAChangeWithoutAsking();
    story.theLeaderIsNamedAndTheRecordStays();
  }

  @Test
  void theSubnetOfAPoolCannotChange() {
    SpiderIPPool pool = client.resource(KubeFixture.pool("fixed", "10.9.0.0/24")).create();
    pool.setSpec(KubeFixture.spec("10.9.1.0/24", List.of()));
    assertThatThrownBy(() -> client.resource(pool).update())
        .hasMessageContaining("subnet is immutable");
  }
}
