package io.gridpool.agent.kube.term;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.loop.EventWriter;
import io.gridpool.agent.kube.loop.KeyLoop;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.fault.FaultPoint;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.TryLaterException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator where the grid stands: conditions and Events of the Grid object.
 *
 * <p>The leading agent writes them while there is one, else any agent that finds no ledger. One
 * write for each change, behind the resource version; one that only words a message anew waits
 * {@link #REWORD_MS}.
 */
public final class GridReporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GridReporter.class);

  /** How often an agent with a seat looks, in milliseconds. */
  static final long LOOK_MS = 3_000;

  /** How often an agent without a seat looks: there may be thousands. */
  static final long LOOK_WITHOUT_SEAT_MS = 30_000;

  /** Least time between two writes that change no condition's status or reason, in ms. */
  static final long REWORD_MS = 10_000;

  /** Looks without a ledger, or an entry, before that is said: an election takes seconds. */
  private static final int FAILURES_MIN = 2;

  private final KubernetesClient client;
  private final ReportSource source;
  private final EventWriter events;
  private final GridEvidence evidence;
  private final KeyLoop<String> loop;
  private int failures;
  private long wordedAtNs;
  private volatile Silence silence = Silence.NONE;

  /**
   * Why there is no ledger, as last found.
   *
   * @param sentence empty while there is one, or before the first look
   * @param majorityLost whether it will not come back by waiting alone
   */
  public record Silence(String sentence, boolean majorityLost) {
    static final Silence NONE = new Silence("", false);
  }

  /** Not started yet. */
  public GridReporter(KubernetesClient client, KubeSettings settings, ReportSource source) {
    this.client = client;
    this.source = source;
    this.events = new EventWriter(client, settings.objects().eventNamespace());
    this.evidence = new GridEvidence(client);
    this.loop = new KeyLoop<>("grid-report", settings, name -> look());
    this.wordedAtNs = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(REWORD_MS);
  }

  /** Starts to look. */
  public void start() {
    loop.start();
    loop.add(Grid.NAME);
  }

  /** Why there is no ledger. */
  public Silence silence() {
    return silence;
  }

  @Override
  public void close() {
    loop.close();
  }

  private long look() {
    Optional<GridConditions.LedgerWord> word = ledger();
    boolean well = word.filter(said -> said.refused().isEmpty()).isPresent();
    failures = well ? 0 : failures + 1;
    // One refused entry is a hand-over.
    if (word.isPresent() && source.leads() && (well || failures >= FAILURES_MIN)) {
      evidence.grid().ifPresent(grid -> write(grid, of(grid).serving(word.get())));
    }
    if (word.isEmpty()) {
      evidence.grid().ifPresent(this::tellSilence);
    } else {
      silence = Silence.NONE;
    }
    return source.hasSeat() ? LOOK_MS : LOOK_WITHOUT_SEAT_MS;
  }

  private Optional<GridConditions.LedgerWord> ledger() {
    try {
      return Optional.of(source.ledger());
    } catch (TryLaterException | IndeterminateException e) {
      return Optional.empty();
    }
  }

  private GridConditions of(Grid grid) {
    return new GridConditions(grid.getStatus(), evidence.seats(grid.getStatus()));
  }

  private void tellSilence(Grid grid) {
    List<Condition> now = of(grid).silent();
    silence =
        new Silence(
            GridConditions.find(now, "Ready").map(Condition::getMessage).orElse(""),
            GridConditions.find(now, "MajorityLost")
                .filter(lost -> lost.getStatus().equals("True"))
                .isPresent());
    if (failures >= FAILURES_MIN) {
      write(grid, now);
      if (Boolean.TRUE.equals(grid.getStatus().formed())) {
        tellJournal();
      }
    }
  }

  private void tellJournal() {
    if (source.hasSeat()) {
      new JournalTeller(client).tell(source.node(), source.journalled());
    }
  }

  private void write(Grid grid, List<Condition> now) {
    List<Condition> before = Objects.requireNonNullElse(grid.getStatus().conditions(), List.of());
    boolean worded = System.nanoTime() - wordedAtNs < TimeUnit.MILLISECONDS.toNanos(REWORD_MS);
    List<Condition> changed = now.stream().filter(c -> isNew(c, before)).toList();
    if (now.equals(before) || (changed.isEmpty() && worded)) {
      return;
    }
    grid.setStatus(grid.getStatus().withConditions(now));
    try {
      FaultPoint.GRID_WRITE.before();
      Grid written = client.resource(grid).updateStatus();
      FaultPoint.GRID_WRITE.after();
      wordedAtNs = System.nanoTime();
      changed.forEach(condition -> tell(written, condition, before));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      LOG.debug("another agent wrote the Grid object first");
    }
  }

  private static boolean isNew(Condition now, List<Condition> before) {
    return GridConditions.find(before, now.getType())
        .filter(old ->
            Objects.equals(old.getStatus(), now.getStatus())
                && Objects.equals(old.getReason(), now.getReason()))
        .isEmpty();
  }

  /** What is well from the beginning, and what Ready says already, is no event. */
  private void tell(Grid grid, Condition condition, List<Condition> before) {
    boolean well = condition.getType().equals("Ready") || condition.getType().equals("SeatsFull");
    boolean good = condition.getStatus().equals(well ? "True" : "False");
    boolean first = GridConditions.find(before, condition.getType()).isEmpty();
    if (condition.getType().equals("MajorityLost") || (good && first)) {
      return;
    }
    String message =
        condition.getMessage().isEmpty() ? condition.getReason() : condition.getMessage();
    if (good) {
      events.tell(grid, condition.getReason(), message);
    } else {
      events.warn(grid, condition.getReason(), message);
    }
  }
}
