package io.gridpool.agent.kube;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The story of a lost majority against fabric8's CRUD server. */
class LossTest {
  @RegisterExtension final MockApi api = new MockApi();

  @Test
  void theOperatorSeesWhatIsMissingAndDecides() throws Exception {
    try (var story = new LossStory(api.client())) {
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
