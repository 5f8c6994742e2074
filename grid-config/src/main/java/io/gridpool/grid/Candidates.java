package io.gridpool.grid;

import java.util.List;

/**
 * The agents that could take a seat, as they announced themselves to the cluster.
 *
 * <p>Errors: {@link TryLaterException} when the cluster does not answer.
 */
public interface Candidates {
  /** Nobody announces: the seats stay where the first record put them. */
  Candidates NONE =
      new Candidates() {
        @Override
        public List<Candidate> list() {
          return List.of();
        }

        @Override
        public boolean announce(Candidate own) {
          return true;
        }

        @Override
        public void withdraw(Candidate own) {}

        @Override
        public boolean answers(Candidate candidate) {
          return true;
        }
      };

  /** All that announced themselves, of dead agents too. */
  List<Candidate> list();

  /**
   * Adds this agent, or corrects what it said before; whether it is in the list now: a full list
   * takes nobody.
   */
  boolean announce(Candidate own);

  /** Takes an agent from the list: one that stops, or that does not answer any more. */
  void withdraw(Candidate one);

  /** Whether the agent runs now: somebody accepts connections at its address. */
  default boolean answers(Candidate candidate) {
    return Probe.answers(candidate.agentAddress());
  }
}
