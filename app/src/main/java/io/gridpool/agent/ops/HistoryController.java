package io.gridpool.agent.ops;

import io.gridpool.agent.ipam.WhoHad;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.LeaseChange;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** Who had an address when, over HTTP: {@code ./gridpool who} asks here. */
@Controller
public final class HistoryController {
  private static final int CHANGES_DEFAULT = 50;

  private final WhoHad whoHad;

  public HistoryController(WhoHad whoHad) {
    this.whoHad = whoHad;
  }

  /**
   * The answer.
   *
   * @param at the moment asked for
   * @param answers one sentence for each address
   * @param changes newest first
   * @param rememberedSince how far back the ledger remembers; empty when it remembers nothing
   */
  @Serdeable
  public record History(
      String subject,
      String at,
      List<String> answers,
      List<Change> changes,
      String rememberedSince) {}

  /** One change of a lease. */
  @Serdeable
  public record Change(
      String time,
      String change,
      String address,
      String pool,
      String pod,
      String uid,
      String node,
      String container,
      String nic,
      String reason) {
    static Change of(LeaseChange from) {
      return new Change(
          Instant.ofEpochMilli(from.timeMs()).toString(),
          from.kind().name().toLowerCase(java.util.Locale.ROOT),
          String.valueOf(from.lease().address()),
          from.lease().pool(),
          from.key().namespace() + "/" + from.podName(),
          from.podUid(),
          from.node(),
          from.containerFence(),
          from.lease().nic(),
          from.reason());
    }
  }

  /** What went wrong, in a sentence. */
  @Serdeable
  public record Problem(String error) {}

  /**
   * The history of an address or of a pod ({@code namespace/name}).
   *
   * @param at ISO 8601 with a zone, such as {@code 2026-11-21T10:00:00Z}; now when missing
   */
  @Get("/v1/history")
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<?> history(
      @QueryValue String subject,
      @QueryValue @Nullable String at,
      @QueryValue @Nullable Integer limit) {
    try {
      Instant moment = at == null || at.isEmpty() ? Instant.now() : Instant.parse(at);
      int changes = limit == null ? CHANGES_DEFAULT : limit;
      WhoHad.Known known = whoHad.ask(new WhoHad.Question(subject, moment.toEpochMilli(), changes));
      return HttpResponse.ok(answer(subject, moment, known));
    } catch (IllegalArgumentException e) {
      return HttpResponse.badRequest(
          new Problem("subject is neither an address nor namespace/pod: " + e.getMessage()));
    } catch (DateTimeException e) {
      return HttpResponse.badRequest(
          new Problem("at is no time such as 2026-11-21T10:00:00Z: " + at));
    } catch (TryLaterException | IndeterminateException e) {
      return HttpResponse.status(HttpStatus.SERVICE_UNAVAILABLE)
          .body(new Problem("the ledger does not answer: " + e.getMessage()));
    }
  }

  private static History answer(String subject, Instant at, WhoHad.Known known) {
    String since = known.sinceMs() == 0 ? "" : Instant.ofEpochMilli(known.sinceMs()).toString();
    List<String> answers =
        known.then().isEmpty()
            ? List.of(
                "no change of "
                    + subject
                    + " is remembered up to "
                    + at
                    + (since.isEmpty() ? "" : "; the ledger remembers since " + since))
            : known.then().stream().map(WhoHad::sentence).toList();
    return new History(
        subject, at.toString(), answers, known.changes().stream().map(Change::of).toList(), since);
  }
}
