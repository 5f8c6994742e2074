package io.gridpool.agent.kube.term;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.loop.EveryEvent;
import io.gridpool.grid.TermRecord;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The term record as a watch of the {@link Grid} object last showed it: who looks several times in
 * a second asks the API server only when the watch is down, or has said nothing for {@link
 * #AGE_MAX_MS}.
 *
 * <p>Safe for any thread. Start it once; a closed one is done for good.
 */
public final class GridWatch implements AutoCloseable {
  /**
   * How old what was seen may be, in milliseconds. A watch whose other end is gone without a word
   * shows nothing new until it is noticed.
   */
  static final long AGE_MAX_MS = 15_000;

  private final SharedIndexInformer<Grid> informer;
  private volatile @Nullable Seen seen;

  /** The record at one moment; a record of null: there was none. */
  private record Seen(@Nullable TermRecord record, long atNs) {}

  /** A watch, not started yet. */
  public GridWatch(KubernetesClient client) {
    this.informer =
        client
            .resources(Grid.class)
            .withName(Grid.NAME)
            .runnableInformer(0)
            .exceptionHandler((started, error) -> true)
            .addEventHandler(new EveryEvent<>(grid -> saw(GridTermStore.record(grid))));
  }

  /** Starts to list and watch; answers at once. */
  public void start() {
    var _ = informer.start();
  }

  /** Takes notice of a record that was read or written, so that it is not asked for again. */
  void saw(Optional<TermRecord> record) {
    seen = new Seen(record.orElse(null), System.nanoTime());
  }

  /** The newest that is known; empty when the API server has to be asked, or has no record. */
  Optional<TermRecord> recent() {
    Seen last = seen;
    if (last == null || isOld(last) || !informer.isWatching()) {
      return Optional.empty();
    }
    return Optional.ofNullable(last.record());
  }

  private static boolean isOld(Seen last) {
    return System.nanoTime() - last.atNs() > TimeUnit.MILLISECONDS.toNanos(AGE_MAX_MS);
  }

  @Override
  public void close() {
    informer.stop();
  }
}
