package io.gridpool.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.agent.kube.term.GridTermStore;
import io.gridpool.agent.kube.term.GridWatch;
import io.gridpool.agent.kube.term.LeaderMark;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.TermId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What must hold for the term record, against any API server. */
final class TermStory {
  private static final List<SeatRecord> SEATS =
      List.of(new SeatRecord("n1", "10.0.0.1:5701", "10.0.0.1:8901", ""));

  private final KubernetesClient client;
  private final GridTermStore store;

  TermStory(KubernetesClient client) {
    this.client = client;
    this.store = new GridTermStore(client, 3);
  }

  void theFirstRecordStands() {
    assertThat(store.read()).isEmpty();
    TermRecord first = store.createIfAbsent(record(1, ""));
    assertThat(first.term()).isEqualTo(new TermId(1, ""));
    assertThat(first.version()).isNotEmpty();
    assertThat(store.createIfAbsent(record(2, ""))).isEqualTo(first);
    assertThat(store.read()).contains(first);
  }

  void onlyOneOfTwoReplacesTheSameVersion() {
    TermRecord standing = store.read().orElseThrow();
    var formed =
        new TermRecord(new TermId(1, "ipam@7"), true, standing.seats(), standing.version());
    TermRecord stored = store.replace(formed).orElseThrow();
    assertThat(stored.formed()).isTrue();
    assertThat(stored.term().group()).isEqualTo("ipam@7");
    assertThat(stored.version()).isNotEqualTo(standing.version());
    assertThat(store.replace(formed)).isEmpty();
    assertThat(store.read()).contains(stored);
    assertThat(client.resources(Grid.class).withName(Grid.NAME).get().getStatus().seatCount())
        .isEqualTo(1);
  }

  /** The store that looks cannot reach any server itself: what it shows comes from the watch. */
  void whoLooksAgainAndAgainHearsOfAChangeWithoutAsking() {
    Config nowhere =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:1")
            .withRequestRetryBackoffLimit(0)
            .build();
    try (KubernetesClient away = new KubernetesClientBuilder().withConfig(nowhere).build()) {
      GridWatch watch = new GridWatch(client);
      GridTermStore looking = new GridTermStore(away, 3, Optional.of(watch));
      assertThatThrownBy(looking::recent).isInstanceOf(TryLaterException.class);
      try (watch) {
        watch.start();
        TermRecord standing = store.read().orElseThrow();
        KubeFixture.await("what stands", () -> shows(looking, standing));
        var next = new TermRecord(new TermId(2, ""), false, SEATS, standing.version());
        TermRecord changed = store.replace(next).orElseThrow();
        KubeFixture.await("the change", () -> shows(looking, changed));
      }
      assertThatThrownBy(looking::recent).isInstanceOf(TryLaterException.class);
    }
  }

  private static boolean shows(GridTermStore looking, TermRecord expected) {
    try {
      return looking.recent().equals(Optional.of(expected));
    } catch (TryLaterException e) {
      return false;
    }
  }

  void theLeaderIsNamedAndTheRecordStays() {
    TermRecord standing = store.read().orElseThrow();
    AtomicBoolean leads = new AtomicBoolean();
    try (var first = new LeaderMark(client, KubeSettings.DEFAULT, "n1", () -> true);
        var second = new LeaderMark(client, KubeSettings.DEFAULT, "n2", leads::get)) {
      first.start();
      second.start();
      KubeFixture.await("the first leader", () -> "n1".equals(leader()));
      leads.set(true);
      KubeFixture.await("its successor", () -> "n2".equals(leader()));
    }
    TermRecord after = store.read().orElseThrow();
    assertThat(after.term()).isEqualTo(standing.term());
    assertThat(after.seats()).isEqualTo(standing.seats());
  }

  private @Nullable String leader() {
    return client.resources(Grid.class).withName(Grid.NAME).get().getStatus().leader();
  }

  private static TermRecord record(long number, String group) {
    return new TermRecord(new TermId(number, group), false, SEATS, "");
  }
}
