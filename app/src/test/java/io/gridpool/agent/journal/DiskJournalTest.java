package io.gridpool.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpool.agent.ipam.LeaseJournal.Freed;
import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.agent.ipam.LeaseJournal.NicNetwork;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskJournalTest {
  @TempDir Path folder;

  @Test
  void remembersWhatWasHeldAfterARestart() throws IOException {
    try (DiskJournal journal = DiskJournal.open(folder)) {
      journal.hold(held("web-0", "10.0.0.1"));
      journal.hold(held("web-1", "fd00::1"));
    }
    try (DiskJournal again = DiskJournal.open(folder)) {
      assertThat(again.all())
          .containsExactlyInAnyOrder(held("web-0", "10.0.0.1"), held("web-1", "fd00::1"));
    }
  }

  @Test
  void forgetsForGood() throws IOException {
    try (DiskJournal journal = DiskJournal.open(folder)) {
      journal.hold(held("web-0", "10.0.0.1"));
      journal.forget(key("web-0"));
      journal.hold(held("web-1", "10.0.0.2"));
    }
    try (DiskJournal again = DiskJournal.open(folder)) {
      assertThat(again.find(key("web-0"))).isEmpty();
      assertThat(again.find(key("web-1"))).isPresent();
    }
  }

  @Test
  void cutsATornTailAndKeepsTheRest() throws IOException {
    writeThree();
    byte[] bytes = Files.readAllBytes(file());
    for (int cut = 1; cut < 40; cut += 7) {
      Files.write(file(), java.util.Arrays.copyOf(bytes, bytes.length - cut));
      try (DiskJournal again = DiskJournal.open(folder)) {
        assertThat(again.all()).hasSize(2);
      }
    }
  }

  @Test
  void readsWhatLiesBehindADamagedMiddle() throws IOException {
    writeThree();
    byte[] bytes = Files.readAllBytes(file());
    bytes[bytes.length / 2] ^= 0x55;
    Files.write(file(), bytes);
    JournalReplay replay = JournalReplay.of(bytes);
    assertThat(replay.records()).hasSize(2);
    assertThat(replay.lostBytes()).isPositive();
    try (DiskJournal again = DiskJournal.open(folder)) {
      assertThat(again.find(key("web-0"))).isPresent();
      assertThat(again.find(key("web-2"))).isPresent();
    }
  }

  @Test
  void sharesTheDiskAmongManyCallersAndLosesNone() throws Exception {
    int callers = 200;
    try (DiskJournal journal = DiskJournal.open(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done =
          IntStream.range(0, callers)
              .mapToObj(
                  i -> threads.submit(() -> journal.hold(held("pod-" + i, "10.0.0." + (i + 1)))))
              .toList();
      for (var one : done) {
        one.get();
      }
    }
    try (DiskJournal again = DiskJournal.open(folder)) {
      assertThat(again.all()).hasSize(callers);
    }
  }

  @Test
  void rewritesTheFileWhenMostOfItIsHistory() throws IOException {
    long grown = 0;
    try (DiskJournal journal = DiskJournal.open(folder)) {
      String long1 = "x".repeat(30_000);
      for (int i = 0; i < 200; i++) {
        journal.hold(
            new Held(
                held("web-0", "10.0.0.1").endpoint(),
                "c1",
                List.of(new NicNetwork("eth0", long1 + i))));
        grown = Math.max(grown, Files.size(file()));
      }
    }
    assertThat(grown).isLessThan(JournalBook.COMPACT_BYTES_MIN + 100_000);
    try (DiskJournal again = DiskJournal.open(folder)) {
      assertThat(again.all()).hasSize(1);
    }
  }

  @Test
  void knowsWhatEndedLastAcrossARestartAndARewrite() throws IOException {
    try (DiskJournal journal = DiskJournal.open(folder)) {
      journal.hold(ordinary("gone", "10.0.0.1"));
      journal.hold(ordinary("back", "10.0.0.2"));
      journal.forget(key("gone"));
      journal.forget(key("back"));
      journal.hold(ordinary("back", "10.0.0.3"));
      assertThat(journal.freed())
          .singleElement()
          .matches(freed -> freed.held().equals(ordinary("gone", "10.0.0.1")))
          .matches(freed -> freed.agoMs() < TimeUnit.MINUTES.toMillis(1));
    }
    growUntilRewritten();
    try (DiskJournal again = DiskJournal.open(folder)) {
      assertThat(again.freed())
          .extracting(Freed::held)
          .containsExactly(ordinary("gone", "10.0.0.1"));
      assertThat(again.find(key("gone"))).isEmpty();
    }
  }

  private void growUntilRewritten() throws IOException {
    try (JournalBook book = JournalBook.open(JournalDisk.OF_THIS_MACHINE, folder, 1)) {
      long longest = 0;
      while (Files.size(file()) >= longest) {
        longest = Files.size(file());
        book.write(List.of(JournalRecords.held(ordinary("back", "10.0.0.3"))));
        book.compactIfWorthIt();
      }
    }
  }

  @Test
  void whatIsKeptForANameDoesNotEndWhenItIsForgotten() throws IOException {
    try (DiskJournal journal = DiskJournal.open(folder)) {
      journal.hold(held("db-0", "10.0.0.1"));
      journal.forget(key("db-0"));
      journal.hold(ordinary("web-0", "10.0.0.2"));
      assertThat(journal.find(key("db-0"))).isEmpty();
      assertThat(journal.freed()).isEmpty();
    }
  }

  @Test
  void remembersTheCarrierOfANameItsDetailAndANicOfAnUnforeseenName() throws IOException {
    Endpoint plain = held("front", "10.0.0.1").endpoint();
    Endpoint named =
        new Endpoint(
            plain.key(),
            plain.podUid(),
            plain.node(),
            plain.containerFence(),
            plain.owner(),
            true,
            false,
            plain.leases(),
            plain.sinceMs(),
            plain.revision(),
            "front-7c9f-abcde",
            "{\"clean\":[\"eth0\"]}");
    Held written =
        new Held(
            named,
            "0123456789abcdef0123456789abcdef",
            List.of(new NicNetwork("mgmt", "demo", "net1")));
    try (DiskJournal journal = DiskJournal.open(folder)) {
      journal.hold(written);
    }
    try (DiskJournal again = DiskJournal.open(folder)) {
      assertThat(again.findPod(key("front-7c9f-abcde"))).contains(written);
      assertThat(again.findPod(key("front"))).isEmpty();
    }
  }

  @Test
  void aDiskThatCannotBeWrittenIsToldWithItsFolderAndTriedAgainByItself() throws Exception {
    // The file lies in a folder that is not there: as on a disk that takes nothing.
    Path elsewhere = folder.resolve("elsewhere");
    Files.createSymbolicLink(file(), elsewhere.resolve("leases.journal"));
    try (DiskJournal journal = DiskJournal.open(folder)) {
      assertThatThrownBy(() -> journal.hold(held("web-0", "10.0.0.1")))
          .isInstanceOf(TryLaterException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("bytes are free there");
      assertThat(journal.problem()).isPresent();
      assertThat(journal.all()).isEmpty();

      Files.createDirectories(elsewhere);
      long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (journal.problem().isPresent() && System.nanoTime() < endNs) {
        Thread.onSpinWait();
      }

      assertThat(journal.problem()).isEmpty();
      journal.hold(held("web-0", "10.0.0.1"));
    }
    try (DiskJournal again = DiskJournal.open(folder)) {
      assertThat(again.all()).hasSize(1);
    }
  }

  private void writeThree() throws IOException {
    try (DiskJournal journal = DiskJournal.open(folder)) {
      for (int i = 0; i < 3; i++) {
        journal.hold(held("web-" + i, "10.0.0." + (i + 1)));
      }
    }
  }

  private Path file() {
    return folder.resolve("leases.journal");
  }

  private static EndpointKey key(String name) {
    return new EndpointKey("default", name);
  }

  private static Held held(String name, String address) {
    return held(name, address, true);
  }

  private static Held ordinary(String name, String address) {
    return held(name, address, false);
  }

  private static Held held(String name, String address, boolean sticky) {
    Endpoint endpoint =
        new Endpoint(
            key(name),
            "0a1b2c3d-0000-4000-8000-000000000001",
            "n1",
            "0123456789abcdef",
            new Owner("apps", "StatefulSet", "web"),
            sticky,
            false,
            List.of(new NicLease("eth0", "pool-a", Address.parse(address), 24)),
            1_700_000_000_000L,
            42);
    return new Held(
        endpoint, "0123456789abcdef0123456789abcdef", List.of(new NicNetwork("eth0", "demo")));
  }
}
