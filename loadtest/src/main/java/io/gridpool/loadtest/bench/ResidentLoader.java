package io.gridpool.loadtest.bench;

import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.kube.KubeAccess;
import io.gridpool.agent.kube.loop.KubeSettings;
import io.gridpool.agent.seat.MergerLimits;
import io.gridpool.agent.seat.SeatClient;
import io.gridpool.agent.seat.SeatClientSettings;
import io.gridpool.agent.seat.TlsFiles;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Pki;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * Brings the ledger to a number of leases: pods {@code resident-0 …} of a node that no agent
 * serves, one IPv4 address each, by Acquire commands through the agents' own way to the seats.
 * Asked again it changes nothing, because a repeated Acquire is answered as the first.
 */
@CommandLine.Command(name = "load-residents", mixinStandardHelpOptions = true)
public final class ResidentLoader implements Callable<Integer> {
  private static final String NODE = "resident-node";
  private static final String LOADER = "loader";
  private static final int SEATS = 3;
  private static final int SENDERS = 4;
  private static final int TRIES_MAX = 60;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Option(names = "--work", required = true, description = "folder of the bench's run")
  Path work = Path.of(".");

  @Option(names = "--kubeconfig", required = true, description = "the API server")
  Path kubeconfig = Path.of("kubeconfig");

  @Option(names = "--pool", required = true, description = "the pool to take from")
  String pool = "";

  @Option(names = "--leases", required = true, description = "how many there shall be")
  int leases;

  @Option(names = "--address", defaultValue = "127.0.82.9", description = "for the certificate")
  String address = "127.0.82.9";

  private final AtomicInteger next = new AtomicInteger();

  @Override
  public Integer call() throws Exception {
    long startNs = System.nanoTime();
    Pki pki = new Pki(work.resolve("pki"));
    pki.issue(LOADER, address);
    TlsFiles tls =
        new TlsFiles(
            Path.of(pki.file(LOADER + ".crt")),
            Path.of(pki.file(LOADER + ".key")),
            Path.of(pki.file("ca.crt")));
    IpamSettings ipam = new IpamSettings(LOADER, true, true, true);
    try (KubeAccess kube = KubeAccess.open(Optional.of(kubeconfig), KubeSettings.DEFAULT, ipam);
        SeatClient client =
            new SeatClient(
                new SeatClientSettings(
                    tls,
                    kube.termStore(SEATS)::read,
                    work.resolve("loader-seats.tsv"),
                    MergerLimits.DEFAULT),
                Optional.empty())) {
      Await.until("the seats known", LIMIT, () -> answers(client));
      load(client);
    }
    System.out.printf("%d leases resident, %.1f s%n", leases, (System.nanoTime() - startNs) / 1e9);
    return 0;
  }

  /** Until the term record was read once, the client refuses at once, and tries would run out. */
  private static boolean answers(LedgerGate gate) {
    try {
      return gate.ask(new Query.ReadPools(), LIMIT) instanceof Answer.Pools;
    } catch (TryLaterException | IndeterminateException e) {
      return false;
    }
  }

  private void load(LedgerGate gate) throws InterruptedException, ExecutionException {
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running =
          IntStream.range(0, SENDERS)
              .<Future<?>>mapToObj(i -> senders.submit(() -> send(gate)))
              .toList();
      for (Future<?> sender : running) {
        sender.get();
      }
    }
  }

  private void send(LedgerGate gate) {
    for (int from = next.getAndAdd(Batch.COMMANDS_MAX);
        from < leases;
        from = next.getAndAdd(Batch.COMMANDS_MAX)) {
      List<Command> commands =
          IntStream.range(from, Math.min(from + Batch.COMMANDS_MAX, leases))
              .<Command>mapToObj(this::acquire)
              .toList();
      for (Outcome outcome : persist(gate, commands)) {
        if (!(outcome instanceof Outcome.Holding)) {
          throw new IllegalStateException("the ledger answered " + outcome);
        }
      }
    }
  }

  /** The same commands again after an uncertain end: that is what makes them safe. */
  private static List<Outcome> persist(LedgerGate gate, List<Command> commands) {
    RuntimeException last = null;
    for (int i = 0; i < TRIES_MAX; i++) {
      try {
        return gate.submit(commands, LIMIT);
      } catch (TryLaterException | IndeterminateException e) {
        last = e;
      }
    }
    throw new IllegalStateException("the ledger did not take the residents", last);
  }

  private Acquire acquire(int number) {
    String name = "resident-" + number;
    return new Acquire(
        new EndpointKey("resident", name),
        new UUID(0x7265736964656e74L, number).toString(),
        NODE,
        "%032x".formatted(number + 1L),
        new Owner("", "Pod", name),
        false,
        List.of(new Want("eth0", IpFamily.V4, List.of(pool))));
  }

  /** Exit code 0 when all are there. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ResidentLoader()).execute(arguments));
  }
}
