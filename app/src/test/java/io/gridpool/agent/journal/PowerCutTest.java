package io.gridpool.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a journal promised is there after any power cut; what it did not promise harms nothing. */
class PowerCutTest {
  private static final Path FILE = Path.of("/state/leases.journal");
  private static final int RUNS = 300;
  private static final int STEPS = 120;
  private static final int PODS = 6;

  @Test
  void everyAcknowledgedLeaseSurvivesAnyPowerCutTornWriteAndFailingDisk() {
    long seed = Long.getLong("gridpool.seed", System.nanoTime() & 0xffffffffL);
    System.out.println("power cuts: -Dgridpool.seed=" + seed);
    for (int run = 0; run < RUNS; run++) {
      new Life(seed + run).live();
    }
  }

  @Test
  void appendsToTheFileThatHasTheNameWhenTheFolderCouldNotBeForced() {
    PowerCutDisk disk = new PowerCutDisk(new Random(1));
    SyncJournal journal = new SyncJournal(disk, () -> 1);
    disk.failFolders(1);
    for (int i = 0; i < 60; i++) {
      journal.hold(held("pod-0", i)); // long enough to be rewritten once, into the failing folder
    }
    journal.hold(held("pod-1", 1));
    assertThat(new SyncJournal(disk, () -> 1).find(key("pod-1"))).isPresent();
  }

  @Test
  void readsAroundADamagedMiddleAfterAPowerCut() {
    PowerCutDisk disk = new PowerCutDisk(new Random(2));
    SyncJournal journal = new SyncJournal(disk, () -> 1);
    for (int i = 0; i < 5; i++) {
      journal.hold(held("pod-" + i, i));
    }
    disk.cutPower();
    disk.damage(FILE, disk.read(FILE).length / 2);
    assertThat(new SyncJournal(disk, () -> 1).all()).hasSize(4);
  }

  @Test
  void saysThatTheDiskIsFullAndGoesOnWhenItIsNotAnyMore() {
    PowerCutDisk disk = new PowerCutDisk(new Random(3));
    SyncJournal journal = new SyncJournal(disk, () -> 1);
    journal.hold(held("pod-0", 0));
    disk.failWrites(1);
    assertThatThrownBy(() -> journal.hold(held("pod-1", 1)))
        .isInstanceOf(TryLaterException.class)
        .hasRootCauseMessage("No space left on device");
    journal.hold(held("pod-2", 2));
    assertThat(new SyncJournal(disk, () -> 1).all())
        .extracting(held -> held.endpoint().key().name())
        .containsExactly("pod-0", "pod-2");
  }

  private static EndpointKey key(String name) {
    return new EndpointKey("shop", name);
  }

  private static Held held(String name, long revision) {
    Endpoint endpoint =
        new Endpoint(
            key(name),
            "uid-" + name,
            "n1",
            "0123456789abcdef",
            new Owner("apps", "ReplicaSet", "web"),
            false,
            false,
            List.of(new NicLease("eth0", "a", Address.parse("10.0.0.1"), 24)),
            500,
            revision);
    return new Held(endpoint, "0123456789abcdef", List.of());
  }

  /** One machine: leases come and go, writes fail, the power goes. */
  private static final class Life {
    private final Random random;
    private final PowerCutDisk disk;
    private final TreeMap<String, Long> promised = new TreeMap<>();
    private SyncJournal journal;

    Life(long seed) {
      random = new Random(seed);
      disk = new PowerCutDisk(random);
      journal = new SyncJournal(disk, () -> 1);
    }

    void live() {
      for (int step = 0; step < STEPS; step++) {
        int dice = random.nextInt(100);
        String pod = "pod-" + random.nextInt(PODS);
        if (dice < 60) {
          hold(pod, step);
        } else if (dice < 75) {
          forget(pod);
        } else if (dice < 85) {
          disk.failWrites(1 + random.nextInt(2));
        } else if (dice < 90) {
          disk.failFolders(1);
        } else {
          restart(dice < 97);
        }
      }
      restart(true);
    }

    private void hold(String pod, long revision) {
      promised.remove(pod); // until it is answered either is right: the one before, or this one
      try {
        journal.hold(held(pod, revision));
        promised.put(pod, revision);
      } catch (TryLaterException e) {
        // Nothing was promised.
      }
    }

    private void forget(String pod) {
      promised.remove(pod);
      try {
        journal.forget(key(pod));
      } catch (TryLaterException e) {
        // A lease remembered too long is only a question.
      }
    }

    private void restart(boolean powerCut) {
      disk.failWrites(0);
      disk.failFolders(0);
      if (powerCut) {
        disk.cutPower();
      }
      journal = new SyncJournal(disk, () -> 1);
      promised.forEach((pod, revision) ->
          assertThat(journal.find(key(pod)))
              .as(pod + " at " + revision)
              .hasValueSatisfying(
                  held -> assertThat(held.endpoint().revision()).isEqualTo(revision)));
    }
  }
}
