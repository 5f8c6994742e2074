package io.gridpool.grid;

/**
 * Begins the next term for a grid whose survivors neither restart nor testify: a seat that still
 * runs, or an agent without one, looks at the evidence too.
 *
 * <p>Thread: any; blocks for calls to the store. Errors: those of the store.
 */
public final class NextTermWatch {
  private final TermStore store;
  private final NextTerm next;

  /** A watch over the record; {@code fencing} tells which nodes certainly run nothing. */
  public NextTermWatch(TermStore store, Fencing fencing) {
    this.store = store;
    this.next = new NextTerm(store, fencing);
  }

  /** Begins the next term where the evidence of the present record is enough. */
  public void look() {
    store.read().ifPresent(next::beginIfProven);
  }
}
