package io.gridpool.agent.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.Grid;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The story of a lost majority against a real API server; see {@link KubeRealTest}. */
@Tag("real-api")
class LossRealTest {
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
    List.of("n1", "n2", "n3").forEach(node -> client.nodes().withName(node).delete());
    for (String reason : List.of("MajorityLost", "Serving", "NodeDeclaredOff")) {
      client.v1().events().inNamespace("default").withField("reason", reason).delete();
    }
  }

  @Test
  void theOperatorSeesWhatIsMissingAndDecides() throws Exception {
    try (var story = new LossStory(client)) {
      story.twoOfThreeSeatsAreMissing();
      story.conditionsAndEventsSayWhatIsMissingAndWhatHelps();
      story.recoverShowsTheEvidenceAndTheConsequence();
      story.aPersonsWordIsRecordedAndBeginsTheNextTerm();
      story.theLeaderTellsThatItServesAgain();
      story.aLeaderWhoseLogTakesNoEntriesIsNotReady();
      story.aLeaderWhomNoMajorityConfirmsIsNoLeader();
    }
  }
}
