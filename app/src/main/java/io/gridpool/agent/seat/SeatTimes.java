package io.gridpool.agent.seat;

import java.util.List;

/** Hears how long commands took on their way; called by any thread, for success and failure. */
public interface SeatTimes {
  /** Hears nothing, and knows of nobody who follows. */
  SeatTimes NONE =
      new SeatTimes() {
        @Override
        public String trace() {
          return "";
        }

        @Override
        public void queued(Load load, long durationNs) {}

        @Override
        public Hop hops(Load load) {
          return Hop.unheard(load);
        }

        @Override
        public void committed(Load load, long durationNs) {}
      };

  /** The trace that the calling thread's commands belong to; empty: none. */
  String trace();

  /** The commands of one caller boarded a batch after this time. */
  void queued(Load load, long durationNs);

  /** A batch is about to be carried to the leading seat. */
  Hop hops(Load load);

  /** A batch was one entry of the ledger. */
  void committed(Load load, long durationNs);

  /** One batch on its way to the leading seat. */
  interface Hop {
    /** What the seat's own work is a part of. */
    List<String> traces();

    /** It was answered, or given up, with all tries that took. */
    void ended(long durationNs);

    /** A hop that nobody hears of. */
    static Hop unheard(Load load) {
      return new Hop() {
        @Override
        public List<String> traces() {
          return load.traces();
        }

        @Override
        public void ended(long durationNs) {}
      };
    }
  }
}
