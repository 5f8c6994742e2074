package io.gridpool.agent.ops;

import io.gridpool.agent.ipam.Traces.Shared;
import io.opentelemetry.api.trace.Span;
import java.util.List;

/** One span for each caller of something that is done for all of them at once. */
record SharedSpans(List<Span> spans) implements Shared {
  @Override
  public List<String> traces() {
    return spans.stream().map(TraceParent::of).filter(trace -> !trace.isEmpty()).toList();
  }

  @Override
  public void close() {
    spans.forEach(Span::end);
  }
}
