package io.gridpool.ledger.outcome;

import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.TermId;
import java.util.List;

/**
 * What became of one command. A refusal is an outcome like any other and leaves the state
 * untouched.
 */
public sealed interface Outcome {
  /** Outcomes after which the asking pod holds addresses. */
  sealed interface Holding extends Outcome permits Granted, AlreadyHeld, Rebound {
    /** All that the pod holds now. */
    Endpoint endpoint();
  }

  /** New addresses were taken; rests that had to end early are named. */
  record Granted(Endpoint endpoint, List<EarlyReuse> earlyReuses) implements Holding {
    public Granted {
      earlyReuses = List.copyOf(earlyReuses);
    }
  }

  /** The pod holds all that it wants since an earlier command. */
  record AlreadyHeld(Endpoint endpoint) implements Holding {}

  /**
   * A sticky endpoint went to a new pod; NICs whose pool is no candidate any more got new
   * addresses.
   */
  record Rebound(Endpoint endpoint, List<EarlyReuse> earlyReuses) implements Holding {
    public Rebound {
      earlyReuses = List.copyOf(earlyReuses);
    }
  }

  /** No address: every want that failed, with every pool it tried. */
  record Refused(List<WantRefusal> wants) implements Outcome {
    public Refused {
      wants = List.copyOf(wants);
    }
  }

  /** Another pod holds the endpoint: the caller needs evidence that it is gone. */
  record HeldByOther(Endpoint holder) implements Outcome {}

  /** Freed; what was held is told once more. */
  record Released(Endpoint endpoint) implements Outcome {}

  /** Kept for the next sandbox or the next pod of the same key. */
  record Parked(Endpoint endpoint) implements Outcome {}

  /** Nothing is held under this key: success for a release. */
  record NothingToRelease() implements Outcome {}

  /** A newer pod or sandbox holds the endpoint: nothing was done, success for a release. */
  record Fenced(Endpoint holder) implements Outcome {}

  /** The pool has this spec since this revision. */
  record PoolStored(String pool, long revision) implements Outcome {}

  /** The pool had this very spec before. */
  record PoolUnchanged(String pool, long revision) implements Outcome {}

  /** The pool is gone. */
  record PoolRemoved(String pool) implements Outcome {}

  /** There is no such pool. */
  record PoolUnknown(String pool) implements Outcome {}

  /** The pool cannot be stored or removed. */
  record PoolRefused(String pool, PoolProblem problem) implements Outcome {}

  /** The reservation holds since this revision. */
  record ReservedStored(String reservation, long revision) implements Outcome {}

  /** The term runs. */
  record TermOpened(TermId term) implements Outcome {}

  /** The claim of an earlier life holds; or a later one does, which is told. */
  record Adopted(Endpoint endpoint) implements Outcome {}

  /** The claim of an earlier life cannot hold, and why. */
  record AdoptionRefused(String message) implements Outcome {}

  /**
   * Nothing new is given out yet: the ledger still learns what earlier lives gave out.
   *
   * @param running false: it has ended, the command came late
   * @param reported nodes whose agents have brought their journals
   */
  record Adopting(boolean running, List<String> reported) implements Outcome {
    public Adopting {
      reported = List.copyOf(reported);
    }
  }

  /** The ledger's level in force, raised now or before. */
  record LevelRaised(int level) implements Outcome {}

  /** The command belongs to another life of the ledger. */
  record WrongTerm(TermId current) implements Outcome {}

  /** The command breaks a limit or contradicts itself; nothing was done. */
  record Invalid(String message) implements Outcome {}
}
