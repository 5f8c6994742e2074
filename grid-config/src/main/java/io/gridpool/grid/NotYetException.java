package io.gridpool.grid;

/** The same as {@link TryLaterException}, of one who begins: waiting a little is likely to help. */
public final class NotYetException extends TryLaterException {
  public NotYetException(String message) {
    super(message);
  }
}
