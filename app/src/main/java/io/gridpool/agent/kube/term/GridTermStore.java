package io.gridpool.agent.kube.term;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.RecordStamp;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermStore;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.model.TermId;
import java.net.HttpURLConnection;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The term record in the status of the {@link Grid} object, guarded by its resource version.
 *
 * <p>Any edit of the object moves the version, so a {@link #replace} can lose to an edit of the
 * spec: read and try again. Calls block; safe for any thread.
 *
 * <p>Errors: {@link TryLaterException} when the API server refused or was not reached for a read,
 * {@link IndeterminateException} when a write was sent and no answer came.
 */
public final class GridTermStore implements TermStore {
  private final KubernetesClient client;
  private final int seatsWanted;
  private final Optional<GridWatch> watch;

  /**
   * A store that asks the API server for each read.
   *
   * @param seatsWanted {@code spec.seats} of the object where this store is the one to make it: 3,
   *     5 or 7
   */
  public GridTermStore(KubernetesClient client, int seatsWanted) {
    this(client, seatsWanted, Optional.empty());
  }

  /** The same, but what is asked for again and again comes from {@code watch}. */
  public GridTermStore(KubernetesClient client, int seatsWanted, Optional<GridWatch> watch) {
    this.client = client;
    this.seatsWanted = seatsWanted;
    this.watch = watch;
  }

  @Override
  public Optional<TermRecord> read() {
    return seen(Optional.ofNullable(get()).flatMap(GridTermStore::record));
  }

  @Override
  public Optional<TermRecord> recent() {
    return watch.flatMap(GridWatch::recent).or(this::read);
  }

  private Optional<TermRecord> seen(Optional<TermRecord> record) {
    watch.ifPresent(one -> one.saw(record));
    return record;
  }

  @Override
  public TermRecord createIfAbsent(TermRecord first) {
    Grid grid = getOrCreate();
    Optional<TermRecord> standing = record(grid);
    while (standing.isEmpty()) {
      standing = write(grid, first);
      if (standing.isEmpty()) {
        grid = getOrCreate();
        standing = record(grid);
      }
    }
    return standing.get();
  }

  @Override
  public Optional<TermRecord> replace(TermRecord changed) {
    Grid grid = get();
    var _ = seen(Optional.ofNullable(grid).flatMap(GridTermStore::record));
    if (grid == null || !changed.version().equals(grid.getMetadata().getResourceVersion())) {
      return Optional.empty();
    }
    return write(grid, changed);
  }

  private Resource<Grid> resource() {
    return client.resources(Grid.class).withName(Grid.NAME);
  }

  private @Nullable Grid get() {
    try {
      return resource().get();
    } catch (KubernetesClientException e) {
      throw new TryLaterException("the API server did not answer for the Grid object", e);
    }
  }

  private Grid getOrCreate() {
    Grid grid = get();
    while (grid == null) {
      grid = create();
      if (grid == null) {
        grid = get();
      }
    }
    return grid;
  }

  /** A new object; null when somebody else was faster. */
  private @Nullable Grid create() {
    Grid fresh = new Grid();
    fresh.setMetadata(new ObjectMetaBuilder().withName(Grid.NAME).build());
    fresh.setSpec(new Grid.Spec(seatsWanted));
    try {
      FaultPoint.GRID_CREATE.before();
      Grid made = client.resource(fresh).create();
      FaultPoint.GRID_CREATE.after();
      return made;
    } catch (KubernetesClientException e) {
      return nullOnConflict(e, "create");
    }
  }

  /** Writes the record over {@code grid} as it was read; empty when it changed since. */
  private Optional<TermRecord> write(Grid grid, TermRecord term) {
    grid.setStatus(status(term, grid.getStatus()));
    try {
      FaultPoint.GRID_WRITE.before();
      Grid written = client.resource(grid).updateStatus();
      FaultPoint.GRID_WRITE.after();
      return seen(record(written));
    } catch (KubernetesClientException e) {
      return Optional.ofNullable(nullOnConflict(e, "update")).flatMap(GridTermStore::record);
    }
  }

  private static @Nullable Grid nullOnConflict(KubernetesClientException e, String verb) {
    if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
      return null;
    }
    // A code means that the server answered and did not do it; without one nobody knows.
    if (e.getCode() > 0 && e.getCode() < HttpURLConnection.HTTP_INTERNAL_ERROR) {
      throw new TryLaterException("the API server refused to " + verb + " the Grid object", e);
    }
    throw new IndeterminateException("no answer to the " + verb + " of the Grid object", e);
  }

  /** The record in an object; empty where it has none. */
  static Optional<TermRecord> record(Grid grid) {
    Grid.Status status = grid.getStatus();
    if (status == null || status.term() == null) {
      return Optional.empty();
    }
    List<Grid.Seat> seats = Objects.requireNonNullElse(status.seats(), List.of());
    return Optional.of(
        new TermRecord(
            new TermId(status.term(), Objects.requireNonNullElse(status.group(), "")),
            Boolean.TRUE.equals(status.formed()),
            seats.stream().map(GridTermStore::seat).toList(),
            grid.getMetadata().getResourceVersion(),
            new RecordStamp(
                Objects.requireNonNullElse(status.level(), LedgerCodec.LEVEL_FIRST),
                Objects.requireNonNullElse(status.change(), 0L),
                Objects.requireNonNullElse(grid.getMetadata().getUid(), ""))));
  }

  private static SeatRecord seat(Grid.Seat seat) {
    return new SeatRecord(
        seat.node(),
        seat.memberAddress(),
        seat.agentAddress(),
        Objects.requireNonNullElse(seat.seatId(), ""),
        standing(seat.standing()));
  }

  private static Standing standing(@Nullable String text) {
    return Arrays.stream(Standing.values())
        .filter(standing -> text(standing).equals(text))
        .findFirst()
        .orElse(Standing.SEATED);
  }

  private static String text(Standing standing) {
    return switch (standing) {
      case CALLED -> "Called";
      case TAKING -> "Taking";
      case SEATED -> "Seated";
      case LEAVING -> "Leaving";
      case LOST -> "Lost";
      case REMOVING -> "Removing";
      case VACANT -> "Vacant";
    };
  }

  private static Grid.Status status(TermRecord term, Grid.@Nullable Status before) {
    List<Grid.Seat> seats =
        term.seats().stream()
            .map(s ->
                new Grid.Seat(
                    s.node(), s.memberAddress(), s.agentAddress(), s.seatId(), text(s.standing())))
            .toList();
    return new Grid.Status(
        term.term().number(),
        term.term().group(),
        term.formed(),
        seated(term),
        before == null ? null : before.leader(),
        seats,
        before == null ? null : before.conditions(),
        before == null ? null : before.candidates(),
        before == null ? null : before.evidence(),
        term.level(),
        term.stamp().change() + 1);
  }

  private static int seated(TermRecord term) {
    return (int) term.seats().stream().filter(seat -> seat.standing() == Standing.SEATED).count();
  }
}
