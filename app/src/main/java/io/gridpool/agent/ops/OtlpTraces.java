package io.gridpool.agent.ops;

import io.gridpool.agent.ipam.Measurements.Stage;
import io.gridpool.agent.ipam.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Calls as spans of OpenTelemetry, sent to a collector. The plugin's process has a span too, which
 * the agent makes for it.
 *
 * <p>Thread: any; nothing here waits for the collector.
 */
public final class OtlpTraces implements Traces, AutoCloseable {
  /** A plugin that began longer ago has another clock, or is none; in nanoseconds. */
  private static final long STARTED_AGO_NS_MAX = TimeUnit.MINUTES.toNanos(2);

  /** How long an agent that stops waits for its last spans to be sent, in milliseconds. */
  private static final long STOP_LIMIT_MS = 2_000;

  private static final String COMMANDS = "gridpool.commands";

  private final Clock clock = Clock.getDefault();
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private OtlpTraces(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get("io.gridpool.agent");
  }

  /** Follows calls from now on; {@code version} is the agent's. */
  public static OtlpTraces open(TracingSettings settings, String node, String version) {
    return new OtlpTraces(SpanExport.open(settings, node, version));
  }

  @Override
  public boolean follows() {
    return true;
  }

  @Override
  public Step call(Caller caller, String verb) {
    Context from = TraceParent.read(caller.trace());
    Span plugin =
        tracer
            .spanBuilder("cni " + verb)
            .setParent(from)
            .setSpanKind(SpanKind.CLIENT)
            .setStartTimestamp(started(caller.startedUnixNs()), TimeUnit.NANOSECONDS)
            .startSpan();
    Span served =
        tracer
            .spanBuilder("ipam " + verb)
            .setParent(from.with(plugin))
            .setSpanKind(SpanKind.SERVER)
            .startSpan();
    return SpanStep.current(served, plugin);
  }

  private long started(long saidUnixNs) {
    long nowUnixNs = clock.now();
    boolean credible = saidUnixNs <= nowUnixNs && nowUnixNs - saidUnixNs < STARTED_AGO_NS_MAX;
    return credible ? saidUnixNs : nowUnixNs;
  }

  @Override
  public Step stage(Stage stage) {
    return Span.current().getSpanContext().isSampled()
        ? SpanStep.current(builder(stage, Context.current()).startSpan())
        : NONE;
  }

  @Override
  public Shared stage(Stage stage, List<String> traces, int commands) {
    if (traces.isEmpty()) {
      return NONE;
    }
    return new SharedSpans(
        traces.stream()
            .map(trace -> builder(stage, TraceParent.read(trace)))
            .map(span -> span.setAttribute(COMMANDS, (long) commands).startSpan())
            .toList());
  }

  @Override
  public void passed(Passed passed) {
    long endUnixNs = clock.now();
    for (String trace : passed.traces()) {
      builder(passed.stage(), TraceParent.read(trace))
          .setStartTimestamp(endUnixNs - passed.durationNs(), TimeUnit.NANOSECONDS)
          .setAttribute(COMMANDS, (long) passed.commands())
          .startSpan()
          .end(endUnixNs, TimeUnit.NANOSECONDS);
    }
  }

  private SpanBuilder builder(Stage stage, Context parent) {
    return tracer
        .spanBuilder(stage.name().toLowerCase(Locale.ROOT))
        .setParent(parent)
        .setSpanKind(stage == Stage.HOP ? SpanKind.CLIENT : SpanKind.INTERNAL);
  }

  @Override
  public String current() {
    return TraceParent.of(Span.current());
  }

  /** Sends what is left, within a limit. */
  @Override
  public void close() {
    var _ = provider.shutdown().join(STOP_LIMIT_MS, TimeUnit.MILLISECONDS);
  }
}
