package io.gridpool.agent.ops;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the agent's own log that spans do not reach their collector, and when they do again. */
final class ToldExporter implements SpanExporter {
  private static final Logger LOG = LoggerFactory.getLogger(ToldExporter.class);

  /** The library tells of each failure by itself, in another form; held, or it is forgotten. */
  private static final java.util.logging.Logger LIBRARY =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  private final SpanExporter exporter;
  private final URI endpoint;
  private final AtomicLong lost = new AtomicLong();

  ToldExporter(SpanExporter exporter, URI endpoint) {
    this.exporter = exporter;
    this.endpoint = endpoint;
    LIBRARY.setLevel(Level.OFF);
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    int size = spans.size();
    return result.whenComplete(() -> tell(result.isSuccess(), size));
  }

  private void tell(boolean sent, int spans) {
    if (!sent && lost.getAndAdd(spans) == 0) {
      LOG.warn("spans do not reach {} and are dropped; calls go on", endpoint);
    } else if (sent) {
      long missing = lost.getAndSet(0);
      if (missing > 0) {
        LOG.info("spans reach {} again, {} were dropped", endpoint, missing);
      }
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
