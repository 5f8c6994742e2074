package io.gridpool.ledger.sim;

import io.gridpool.ledger.FrozenLedger;
import io.gridpool.ledger.Ledger;
import io.gridpool.ledger.LedgerInvariants;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Several replicas under one random log: batches of agents that overtake each other, come twice or
 * are sent again after a lost answer; clocks that jump; replicas that crash and come back from a
 * snapshot. After every step the invariants hold, and replicas at the same index have the same
 * bytes and gave the same outcomes.
 */
public final class Simulation {
  private static final TermId TERM = new TermId(1, "ipam@1");
  private static final int REPLICAS = 3;
  private static final int LAG_MAX = 40;

  private final Random random;
  private final World world;
  private final List<byte[]> log = new ArrayList<>();
  private final List<byte[]> bytesAt = new ArrayList<>();
  private final List<List<Outcome>> outcomesAt = new ArrayList<>();
  private final List<List<Command>> unanswered = new ArrayList<>();
  private final Ledger[] replicas = new Ledger[REPLICAS];
  private final int[] applied = new int[REPLICAS];
  private FrozenLedger snapshot;
  private int snapshotAt;
  private long clockMs = 1_000;

  /** A simulation that {@code seed} determines. */
  public Simulation(long seed) {
    random = new Random(seed);
    world = new World(random);
    Arrays.setAll(replicas, i -> new Ledger());
    snapshot = replicas[0].freeze();
    log.add(encoded(List.of(new OpenTerm(TERM))));
    log.add(encoded(World.pools()));
  }

  /** One random thing happens; throws when a promise is broken. */
  public void step() {
    int dice = random.nextInt(100);
    if (dice < 40) {
      submit();
    } else if (dice < 94) {
      advance(random.nextInt(REPLICAS));
    } else if (dice < 97) {
      takeSnapshot(random.nextInt(REPLICAS));
    } else {
      crash(random.nextInt(REPLICAS));
    }
    int slowest = Arrays.stream(applied).min().orElseThrow();
    if (log.size() - slowest > LAG_MAX) {
      for (int replica = 0; replica < REPLICAS; replica++) {
        advance(replica);
      }
    }
  }

  /** How many commits there were. */
  public int commits() {
    return log.size();
  }

  /** Agents' batches reach the leader in any order; some come twice, some again much later. */
  private void submit() {
    clockMs += random.nextInt(10) == 0 ? random.nextInt(2_000) - 1_000 : random.nextInt(8);
    List<List<Command>> arriving = new ArrayList<>();
    for (int agent = 0; agent <= random.nextInt(3); agent++) {
      List<Command> commands = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(4); i++) {
        commands.add(world.next(true));
      }
      arriving.add(commands);
    }
    if (!unanswered.isEmpty() && random.nextInt(3) == 0) {
      arriving.add(unanswered.remove(random.nextInt(unanswered.size())));
    }
    Collections.shuffle(arriving, random);
    for (List<Command> commands : arriving) {
      log.add(encoded(commands));
      if (random.nextInt(5) == 0) {
        log.add(encoded(commands));
      } else if (random.nextInt(5) == 0) {
        unanswered.add(commands);
      }
    }
  }

  private byte[] encoded(List<Command> commands) {
    TermId term = random.nextInt(200) == 0 ? new TermId(2, "other") : TERM;
    Batch batch = new Batch(log.isEmpty() ? TERM : term, clockMs, commands);
    return LedgerCodec.encodeBatch(batch, LedgerCodec.LEVEL_NEWEST);
  }

  private void advance(int replica) {
    int to = Math.min(log.size(), applied[replica] + 1 + random.nextInt(10));
    while (applied[replica] < to) {
      apply(replica);
    }
  }

  private void apply(int replica) {
    int index = applied[replica]++;
    Ledger ledger = replicas[replica];
    Batch batch = LedgerCodec.decodeBatch(log.get(index), LedgerCodec.LEVEL_NEWEST);
    long before = revision(ledger);
    List<Outcome> outcomes = ledger.apply(index, batch);
    LedgerInvariants.check(ledger);
    byte[] bytes = ledger.freeze().encode();
    if (index == bytesAt.size()) {
      bytesAt.add(bytes);
      outcomesAt.add(outcomes);
      same(index, "outcomes through the codec", outcomes, throughCodec(outcomes));
      checkRepeat(index, batch, before, ledger);
    }
    require(index, "bytes of replica " + replica, Arrays.equals(bytes, bytesAt.get(index)));
    same(index, "outcomes of replica " + replica, outcomesAt.get(index), outcomes);
  }

  private static List<Outcome> throughCodec(List<Outcome> outcomes) {
    return LedgerCodec.decodeOutcomes(LedgerCodec.encodeOutcomes(outcomes));
  }

  /** The very same single command again changes nothing. */
  private void checkRepeat(int index, Batch batch, long before, Ledger ledger) {
    boolean repeated = index > 0 && Arrays.equals(log.get(index), log.get(index - 1));
    if (repeated && batch.commands().size() == 1) {
      same(index, "revision after a repeat", before, revision(ledger));
    }
  }

  private static long revision(Ledger ledger) {
    return ((Answer.Status) ledger.ask(new Query.ReadStatus())).revision();
  }

  /** Kept by reference and encoded much later, so that a page written in place would show. */
  private void takeSnapshot(int replica) {
    snapshot = replicas[replica].freeze();
    snapshotAt = applied[replica];
  }

  private void crash(int replica) {
    if (snapshotAt > 0) {
      byte[] bytes = snapshot.encode();
      require(snapshotAt, "late snapshot", Arrays.equals(bytes, bytesAt.get(snapshotAt - 1)));
      replicas[replica] = FrozenLedger.decode(bytes).thaw();
    } else {
      replicas[replica] = new Ledger();
    }
    applied[replica] = snapshotAt;
  }

  private static void same(int index, String what, Object expected, Object actual) {
    require(index, what + ": " + expected + " but " + actual, expected.equals(actual));
  }

  private static void require(int index, String what, boolean holds) {
    if (!holds) {
      throw new AssertionError("at commit " + index + " broken: " + what);
    }
  }
}
