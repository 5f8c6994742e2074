package io.gridpool.agent.ops;

import io.gridpool.agent.ipam.Traces.Step;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import java.util.List;

/** Spans that end together: the thread's own one, and those around it. */
record SpanStep(List<Span> spans, Scope scope) implements Step {
  /** The most values that are said of one thing. */
  private static final int VALUES_MAX = 16;

  /** The first span is the thread's until the step is closed; they end in this order. */
  @SuppressWarnings("MustBeClosedChecker") // the step closes it
  static SpanStep current(Span... innermostFirst) {
    return new SpanStep(List.of(innermostFirst), innermostFirst[0].makeCurrent());
  }

  @Override
  public void note(String key, String value) {
    if (!value.isEmpty()) {
      spans.forEach(span -> span.setAttribute(key, value));
    }
  }

  @Override
  public void note(String key, List<String> values) {
    if (!values.isEmpty()) {
      List<String> said = values.stream().limit(VALUES_MAX).toList();
      spans.forEach(span -> span.setAttribute(AttributeKey.stringArrayKey(key), said));
    }
  }

  @Override
  public void failed(String reason) {
    String cut = reason.substring(0, Math.min(reason.length(), SpanExport.TEXT_MAX));
    spans.forEach(span -> span.setStatus(StatusCode.ERROR, cut));
  }

  @Override
  public void close() {
    scope.close();
    spans.forEach(Span::end);
  }
}
