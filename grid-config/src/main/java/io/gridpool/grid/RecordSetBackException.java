package io.gridpool.grid;

/**
 * The stored term record is older than what this process knows: the store went back in time, as
 * from a backup. Until it is put right it counts as one that cannot be read.
 */
public final class RecordSetBackException extends TryLaterException {
  private static final long serialVersionUID = 1;

  /** In one sentence: what is stored, what is known. */
  public RecordSetBackException(String message) {
    super(message);
  }
}
