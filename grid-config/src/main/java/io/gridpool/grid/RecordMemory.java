package io.gridpool.grid;

import java.util.Optional;

/** Where a process keeps the newest term record it has seen, over its own end. */
public interface RecordMemory {
  /** Nothing is kept. */
  RecordMemory NONE =
      new RecordMemory() {
        @Override
        public Optional<TermRecord> load() {
          return Optional.empty();
        }

        @Override
        public void keep(TermRecord newest) {}
      };

  /** What was kept last; empty when there is nothing that can be read. */
  Optional<TermRecord> load();

  /** Keeps it in place of the one before; a failure is the keeper's to tell. */
  void keep(TermRecord newest);
}
