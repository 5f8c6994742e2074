package io.gridpool.ledger.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.Ledger;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class NaiveComparisonTest {
  private static final TermId TERM = new TermId(1, "ipam@1");
  private static final int RUNS = 10;
  private static final int COMMANDS = 1_500;

  @Test
  void answersAsTheNaiveModelDoes() {
    long seed = Long.getLong("gridpool.seed", System.nanoTime() & 0xffffffffL);
    for (int run = 0; run < RUNS; run++) {
      System.out.println("naive comparison: -Dgridpool.seed=" + (seed + run));
      compare(seed + run);
    }
  }

  private static void compare(long seed) {
    Random random = new Random(seed);
    World world = new World(random);
    Ledger ledger = new Ledger();
    NaiveLedger naive = new NaiveLedger();
    outcome(ledger, 0, new OpenTerm(TERM));
    World.pools().forEach(pool -> outcome(ledger, 0, pool));
    World.pools().forEach(pool -> naive.apply(0, pool));
    long nowMs = 0;
    for (int i = 0; i < COMMANDS; i++) {
      nowMs += random.nextInt(6);
      Command command = world.next(false);
      String expected = naive.apply(nowMs, command);
      Outcome outcome = outcome(ledger, nowMs, command);
      assertThat(textOf(outcome)).as("seed %d, %d: %s", seed, i, command).isEqualTo(expected);
      assertNumbers(ledger, naive);
    }
  }

  private static Outcome outcome(Ledger ledger, long nowMs, Command command) {
    return ledger.apply(0, new Batch(TERM, nowMs, List.of(command))).getFirst();
  }

  private static String textOf(Outcome outcome) {
    Map<String, NaiveLedger.Spot> held = new TreeMap<>();
    if (outcome instanceof Outcome.Holding holding) {
      for (NicLease lease : holding.endpoint().leases()) {
        held.put(lease.nic() + lease.family(), new NaiveLedger.Spot(lease.pool(), lease.address()));
      }
    }
    return outcome.getClass().getSimpleName() + (held.isEmpty() ? "" : held);
  }

  private static void assertNumbers(Ledger ledger, NaiveLedger naive) {
    Answer.Pools pools = (Answer.Pools) ledger.ask(new Query.ReadPools());
    for (PoolState state : pools.pools()) {
      String pool = state.spec().name();
      long resting = naive.resting(pool).filter(r -> r.endMs() > now(ledger)).count();
      long free =
          naive.inTurn(pool).filter(spot -> !naive.isReserved(spot) && !naive.inUse(spot)).count();
      assertThat(state.cooling()).as(pool + " cooling").isEqualTo(resting);
      assertThat(state.free()).as(pool + " free").isEqualTo(free);
    }
  }

  private static long now(Ledger ledger) {
    return ((Answer.Status) ledger.ask(new Query.ReadStatus())).timeMs();
  }
}
