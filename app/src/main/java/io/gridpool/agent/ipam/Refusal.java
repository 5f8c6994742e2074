package io.gridpool.agent.ipam;

/**
 * Why a call was refused, with the CNI error code to answer.
 *
 * @param message one sentence that names the thing, the pool, the numbers
 * @param details more of it, one line per pool; may be empty
 * @see <a href="https://www.cni.dev/docs/spec/#error">CNI SPEC 1.1, "Error"</a>
 */
public record Refusal(int code, String message, String details) {
  /** The runtime names a pod that is none of this node's. */
  public static final int INVALID_ARGUMENTS = 4;

  /** The configuration or an annotation is wrong. */
  public static final int INVALID_CONFIG = 7;

  /** Nothing certain was done: the runtime may try again. */
  public static final int TRY_AGAIN_LATER = 11;

  /** A fault of ours: what a caller sees of it is gRPC's {@code INTERNAL}. */
  public static final int INTERNAL = 999;

  /** The agent cannot serve at all (STATUS). */
  public static final int NOT_READY = 50;

  /** All addresses of all candidate pools are in use. */
  public static final int EXHAUSTED = 101;

  /** Another live pod holds the sticky address. */
  public static final int HELD_BY_LIVE_POD = 102;

  /** No pool fits the pod. */
  public static final int NO_POOL = 104;

  /** The lease does not exist, or is another one (CHECK). */
  public static final int LEASE_DIFFERS = 105;

  /** A refusal without details. */
  public static Refusal of(int code, String message) {
    return new Refusal(code, message, "");
  }
}
