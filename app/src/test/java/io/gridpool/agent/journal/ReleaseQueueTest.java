package io.gridpool.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpool.agent.ipam.Attachment;
import io.gridpool.agent.ipam.PendingReleases.Pending;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.EndpointKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseQueueTest {
  @TempDir Path folder;

  @Test
  void givesBackWhatWasKept() throws IOException {
    ReleaseQueue queue = ReleaseQueue.open(folder);
    queue.keep(attachment("c1"));
    assertThat(ReleaseQueue.open(folder).waiting())
        .extracting(Pending::attachment)
        .containsExactly(attachment("c1"));
  }

  @Test
  void readsWhatTheCniBinaryWrote() throws IOException {
    Files.writeString(
        folder.resolve("17-c2-eth0.json"),
        "{\"container_id\":\"c2\",\"if_name\":\"eth0\",\"network\":\"demo\",\"pod_namespace\":\"default\",\"pod_name\":\"web-0\",\"pod_uid\":\"u\"}");
    assertThat(ReleaseQueue.open(folder).waiting())
        .extracting(Pending::attachment)
        .containsExactly(attachment("c2"));
  }

  @Test
  void forgetsWhatIsDone() throws IOException {
    ReleaseQueue queue = ReleaseQueue.open(folder);
    queue.keep(attachment("c1"));
    queue.done(queue.waiting().getFirst());
    assertThat(queue.waiting()).isEmpty();
  }

  @Test
  void leavesADamagedEntryAloneAndReadsTheOthers() throws IOException {
    ReleaseQueue queue = ReleaseQueue.open(folder);
    Files.writeString(folder.resolve("1-broken.json"), "{");
    queue.keep(attachment("c1"));
    assertThat(queue.waiting()).hasSize(1);
    assertThat(folder.resolve("1-broken.json")).exists();
  }

  @Test
  void refusesOneMoreThanItsLimit() throws IOException {
    ReleaseQueue queue = ReleaseQueue.open(folder);
    for (int i = 0; i < ReleaseQueue.WAITING_MAX; i++) {
      queue.keep(attachment("c" + i));
    }
    assertThatThrownBy(() -> queue.keep(attachment("one-more")))
        .isInstanceOf(TryLaterException.class)
        .hasMessageContaining("256");
  }

  private static Attachment attachment(String containerId) {
    return new Attachment(new EndpointKey("default", "web-0"), "u", containerId, "eth0", "demo");
  }
}
