package io.gridpool.agent.ops;

import io.gridpool.agent.ipam.ManualReclaim;
import io.gridpool.agent.ipam.ManualReclaim.Answer;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.TryLaterException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reclaim by hand, for callers on this machine only: it can take the address of a live pod. */
@Controller
public final class ReclaimController {
  private final ManualReclaim reclaim;

  public ReclaimController(ManualReclaim reclaim) {
    this.reclaim = reclaim;
  }

  /**
   * What to free.
   *
   * @param target an address, or {@code namespace/name}
   * @param force without evidence, too
   * @param why for the record
   */
  @Serdeable
  public record Wanted(String target, @Nullable Boolean force, @Nullable String why) {}

  /** What became of it, in one sentence and in parts. */
  @Serdeable
  public record Told(boolean freed, String endpoint, List<String> addresses, String message) {}

  /** Frees what the body names. */
  @Post("/v1/reclaim")
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<Told> reclaim(HttpRequest<?> request, @Body Wanted wanted) {
    if (!local(request)) {
      return told(HttpStatus.FORBIDDEN, "", "reclaim answers callers on its own machine only");
    }
    try {
      return answer(
          reclaim.reclaim(
              wanted.target(),
              Boolean.TRUE.equals(wanted.force()),
              wanted.why() == null ? "" : wanted.why()));
    } catch (TryLaterException | IndeterminateException e) {
      return told(
          HttpStatus.SERVICE_UNAVAILABLE, "", "nothing certain was done: " + e.getMessage());
    }
  }

  private static boolean local(HttpRequest<?> request) {
    InetAddress caller = request.getRemoteAddress().getAddress();
    return caller.isLoopbackAddress() || caller.equals(request.getServerAddress().getAddress());
  }

  private static HttpResponse<Told> answer(Answer answer) {
    return switch (answer) {
      case Answer.Unknown unknown ->
          told(HttpStatus.NOT_FOUND, "", "nobody holds " + unknown.target());
      case Answer.Unreadable bad ->
          told(
              HttpStatus.BAD_REQUEST,
              "",
              "\"" + bad.target() + "\" is neither an address nor namespace/name");
      case Answer.Changed changed ->
          told(HttpStatus.CONFLICT, changed.endpoint(), "a younger pod holds it by now");
      case Answer.Kept kept ->
          told(
              HttpStatus.CONFLICT,
              kept.endpoint(),
              "pod uid "
                  + kept.podUid()
                  + " on node "
                  + kept.node()
                  + " may still use "
                  + String.join(", ", kept.addresses())
                  + "; only force frees it");
      case Answer.Freed freed ->
          HttpResponse.ok(
              new Told(
                  true,
                  freed.endpoint(),
                  freed.addresses(),
                  "freed "
                      + String.join(", ", freed.addresses())
                      + " of "
                      + freed.endpoint()
                      + ": "
                      + freed.reason()));
    };
  }

  private static HttpResponse<Told> told(HttpStatus status, String endpoint, String message) {
    return HttpResponse.<Told>status(status).body(new Told(false, endpoint, List.of(), message));
  }
}
