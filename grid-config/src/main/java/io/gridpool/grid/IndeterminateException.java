package io.gridpool.grid;

/**
 * The commands may or may not have been committed: the caller may send the very same ones again.
 */
public final class IndeterminateException extends RuntimeException {
  public IndeterminateException(String message) {
    super(message);
  }

  public IndeterminateException(String message, Throwable cause) {
    super(message, cause);
  }
}
