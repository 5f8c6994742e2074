package io.gridpool.loadtest.bench;

import io.gridpool.agent.ipam.AdoptLeases;
import io.gridpool.agent.ipam.EarlierLives;
import io.gridpool.agent.ipam.PoolCatalog;
import io.gridpool.agent.ipam.Ports;
import io.gridpool.agent.journal.DiskJournal;
import io.gridpool.agent.journal.ReleaseQueue;
import io.gridpool.agent.seat.GroupCommit;
import io.gridpool.agent.seat.MergerLimits;
import io.gridpool.grid.Deadline;
import io.gridpool.grid.Fencing;
import io.gridpool.grid.Formation;
import io.gridpool.grid.GridSettings;
import io.gridpool.grid.HandshakeKeys;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.SeatHost;
import io.gridpool.grid.SeatRecord;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * How long a term takes to adopt many leases: three seats in this process, a real consensus group,
 * everything only known from the mirror and from live pods. Reading them from the API server is not
 * part of it.
 */
@CommandLine.Command(name = "adoption", mixinStandardHelpOptions = true)
public final class AdoptionMain implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int FIRST_PORT = 17_170;

  @Option(names = "--leases", defaultValue = "100000", description = "endpoints to adopt")
  int leases;

  @Option(names = "--work", required = true, description = "folder of this run")
  Path work = Path.of(".");

  @Override
  public Integer call() throws IOException {
    try (SeatHost host = seats();
        GroupCommit commits =
            new GroupCommit(host, System::currentTimeMillis, MergerLimits.DEFAULT);
        DiskJournal journal = DiskJournal.open(work.resolve("state"))) {
      LedgerGate gate = new Gate(host, commits);
      EarlierLives lives = new ManyLives(leases);
      var ports =
          new Ports(
              gate,
              new NoPods(),
              new NoPods(),
              journal,
              new PoolCatalog(),
              ReleaseQueue.open(work.resolve("queue")));
      var place = new AdoptLeases.Place("n1", () -> true, () -> Set.of("n1"));
      AdoptLeases adoption = new AdoptLeases(ports, lives, place, List.of());
      long beganNs = System.nanoTime();
      while (adoption.step().isPresent()) {
        // Each step moves on by itself; nothing is waited for but the ledger.
      }
      long tookMs = (System.nanoTime() - beganNs) / 1_000_000;
      var status = (Answer.Status) gate.ask(new Query.ReadStatus(), LIMIT);
      System.out.printf(
          "adopted %d leases in %d ms; the ledger holds %d%n", leases, tookMs, status.leases());
      return status.leases() == leases ? 0 : 1;
    }
  }

  private static SeatHost seats() {
    List<SeatRecord> seats =
        IntStream.range(0, 3)
            .mapToObj(i ->
                new SeatRecord(
                    "n1", "127.0.0.1:" + (FIRST_PORT + i), "127.0.0.1:" + FIRST_PORT + 9, ""))
            .toList();
    var keys = HandshakeKeys.of("the key of a measurement".getBytes(StandardCharsets.UTF_8));
    var formation =
        new Formation(
            GridSettings.standard("adoption", keys),
            new MemoryTerms(),
            System::currentTimeMillis,
            Fencing.NONE);
    formation.recordOrPropose(seats);
    return formation
        .open(seats.stream().map(SeatRecord::memberAddress).toList(), LIMIT)
        .orElseThrow();
  }

  /** The seats of this process without a network. */
  private record Gate(SeatHost host, GroupCommit commits) implements LedgerGate {
    @Override
    public List<Outcome> submit(List<Command> commands, Duration limit) {
      return commits.submit(commands, Deadline.in(limit));
    }

    @Override
    public Answer ask(Query query, Duration limit) {
      return host.ask(query, limit);
    }
  }

  /** Runs the measurement. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new AdoptionMain()).execute(arguments));
  }
}
