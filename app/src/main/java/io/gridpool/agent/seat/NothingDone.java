package io.gridpool.agent.seat;

import io.grpc.Status;

/**
 * The one status by which a seat promises that nothing was done. gRPC makes statuses of its own
 * with the same code (a reply too large), so the description counts too.
 */
final class NothingDone {
  private static final String PROMISE = "nothing was done";

  static final Status STATUS = Status.RESOURCE_EXHAUSTED.withDescription(PROMISE);

  private NothingDone() {}

  /** Whether the seat refused before anything could have been committed. */
  static boolean says(Status status) {
    String description = status.getDescription();
    return switch (status.getCode()) {
      case FAILED_PRECONDITION, INVALID_ARGUMENT, UNIMPLEMENTED, UNAUTHENTICATED -> true;
      case RESOURCE_EXHAUSTED -> description != null && description.startsWith(PROMISE);
      case OK,
          CANCELLED,
          UNKNOWN,
          DEADLINE_EXCEEDED,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          ABORTED,
          OUT_OF_RANGE,
          INTERNAL,
          UNAVAILABLE,
          DATA_LOSS ->
          false;
    };
  }
}
