package io.gridpool.agent.kube;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The story of a cluster that ran Spiderpool, against fabric8's CRUD server. */
class AdoptionTest {
  @RegisterExtension final MockApi api = new MockApi();

  @Test
  void aClusterThatRanSpiderpoolIsAdoptedWhole(@TempDir Path folder) throws Exception {
    try (var story = new AdoptionStory(api.client(), KubeFixture.SETTINGS, folder)) {
      story.spiderpoolWasHere();
      story.theFirstTermAdoptsItAll();
      story.conflictsAreToldAndTheirAddressesGivenToNobody();
      story.whenThePodsAreGoneTheirAddressesAreFreeAgain();
    }
  }
}
