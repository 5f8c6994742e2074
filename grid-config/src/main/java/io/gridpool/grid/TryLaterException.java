package io.gridpool.grid;

/** Nothing was done and nothing will be: the caller may try again later. */
public class TryLaterException extends RuntimeException {
  public TryLaterException(String message) {
    super(message);
  }

  public TryLaterException(String message, Throwable cause) {
    super(message, cause);
  }
}
