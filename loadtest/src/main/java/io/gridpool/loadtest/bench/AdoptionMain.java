package io.gridpool.loadtest.bench;

import io.gridpool.agent.ipam.AdoptLeases;
import io.gridpool.agent.ipam.EarlierLives;
import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.agent.ipam.LeaseJournal.NicNetwork;
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
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
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
 * part of it. And how long an agent takes to read its journal at its start.
 */
@CommandLine.Command(name = "adoption", mixinStandardHelpOptions = true)
public final class AdoptionMain implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int FIRST_PORT = 17_170;
  private static final long ADOPTION_MS_MAX = 10_000;
  private static final double JOURNAL_MS_MAX = 1_000;

  @Option(names = "--leases", defaultValue = "100000", description = "endpoints to adopt")
  int leases;

  @Option(names = "--journal", defaultValue = "500", description = "leases in a node's journal")
  int journalled;

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
      boolean adopted = status.leases() == leases && tookMs <= ADOPTION_MS_MAX;
      return replayed() && adopted ? 0 : 1;
    }
  }

  /**
   * Opens a journal of as many leases, written by one that has ended; whether all are there soon.
   */
  private boolean replayed() throws IOException {
    Path folder = work.resolve("journal");
    try (DiskJournal journal = DiskJournal.open(folder)) {
      IntStream.range(0, journalled).parallel().forEach(i -> journal.hold(held(i)));
    }
    long beganNs = System.nanoTime();
    try (DiskJournal again = DiskJournal.open(folder)) {
      double tookMs = (System.nanoTime() - beganNs) / 1e6;
      System.out.printf("read a journal of %d leases in %.1f ms%n", again.all().size(), tookMs);
      return again.all().size() == journalled && tookMs <= JOURNAL_MS_MAX;
    }
  }

  private static Held held(int number) {
    EndpointKey key = new EndpointKey("shop", "web-" + number);
    Address address = Address.parse("10.6." + number / 250 + "." + (number % 250 + 1));
    return new Held(
        new Endpoint(
            key,
            "0a1b2c3d-0000-4000-8000-000000000001",
            "n1",
            "0123456789abcdef",
            new Owner("apps", "StatefulSet", "web"),
            true,
            false,
            List.of(new NicLease("eth0", "pool-a", address, 16)),
            1,
            1),
        "0123456789abcdef",
        List.of(new NicNetwork("eth0", "net", "eth0")));
  }

  private static SeatHost seats() {
    List<SeatRecord> seats =
        IntStream.range(0, 3)
            .mapToObj(i ->
                new SeatRecord(
                    "n1", "127.0.0.1:" + (FIRST_PORT + i), "127.0.0.1:" + (FIRST_PORT + 9), ""))
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

  /** Exit code 0 when both are within their bounds. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new AdoptionMain()).execute(arguments));
  }
}
