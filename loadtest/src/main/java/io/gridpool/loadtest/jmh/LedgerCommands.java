package io.gridpool.loadtest.jmh;

import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.outcome.Outcome;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Commands per second beside resident leases: pods come and go, one acquire and one release each.
 * Ledger time passes so that about 1,000 freed addresses rest at any moment.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LedgerCommands {
  private static final int PODS = 4_096;
  private static final int FIRST_POD = 10_000_000;
  private static final long STEP_MS = 30;

  /** How many leases stay while others come and go. */
  @Param({"1000", "100000", "1000000"})
  public int resident;

  private final Acquire[] acquires = new Acquire[PODS];
  private final Release[] releases = new Release[PODS];
  private LoadedLedger loaded = new LoadedLedger(0);
  private int next;

  /** Fills the ledger, and makes the commands ahead so that only the ledger is measured. */
  @Setup(Level.Trial)
  public void fill() {
    loaded = new LoadedLedger(resident);
    for (int pod = 0; pod < PODS; pod++) {
      acquires[pod] = LoadedLedger.acquire(FIRST_POD + pod);
      releases[pod] = LoadedLedger.release(FIRST_POD + pod);
    }
  }

  /** One pod comes and goes: two commands. */
  @Benchmark
  @OperationsPerInvocation(2)
  public Outcome acquireAndRelease() {
    int pod = next++ & (PODS - 1);
    loaded.pass(STEP_MS);
    loaded.apply(acquires[pod]);
    return loaded.apply(releases[pod]);
  }
}
