package io.gridpool.agent.sim;

import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An agent's way to the seat that leads the term it has entered. */
final class SimGate implements LedgerGate {
  private static final int TRIES = 3;

  private final SimWorld world;
  private final int node;
  private @Nullable SimGroup group;

  SimGate(SimWorld world, int node) {
    this.world = world;
    this.node = node;
  }

  void enter(@Nullable SimGroup entered) {
    group = entered;
  }

  @Override
  public List<Outcome> submit(List<Command> commands, Duration limit) {
    IndeterminateException unknown = null;
    world.mayCrash(node);
    for (int i = 0; i < TRIES; i++) {
      try {
        return once(commands);
      } catch (IndeterminateException e) {
        unknown = e; // the same commands again: the ledger knows them
        world.pass(400);
      } catch (SimWorld.Crashed e) {
        if (e.node == node) {
          throw e;
        }
        world.endProcess(e.node);
        unknown = new IndeterminateException("the leading seat ended", e);
      }
    }
    throw unknown == null ? new TryLaterException("no seat leads") : unknown;
  }

  private List<Outcome> once(List<Command> commands) {
    SimGroup in = entered();
    int leader = in.requireLeader(node);
    List<Command> sent =
        world.mutant == Mutant.DEL_WITHOUT_FENCE
            ? commands.stream().map(command -> unfenced(command, in, leader)).toList()
            : commands;
    List<Outcome> outcomes = in.commit(leader, sent);
    if (world.loses()) {
      throw new IndeterminateException("the answer was lost", new IllegalStateException("lost"));
    }
    world.mayCrash(node);
    return outcomes;
  }

  private static Command unfenced(Command command, SimGroup in, int leader) {
    if (command instanceof Release release
        && in.ask(leader, new Query.ReadEndpoint(release.endpoint()))
            instanceof Answer.OneEndpoint one
        && one.endpoint() != null) {
      return new Release(
          release.endpoint(), one.endpoint().podUid(), one.endpoint().containerFence(), true);
    }
    return command;
  }

  private SimGroup entered() {
    SimGroup in = group;
    if (in == null) {
      throw new TryLaterException("the grid is still forming");
    }
    return in;
  }

  @Override
  public Answer ask(Query query, Duration limit) {
    SimGroup in = entered();
    return in.ask(in.requireLeader(node), query);
  }
}
