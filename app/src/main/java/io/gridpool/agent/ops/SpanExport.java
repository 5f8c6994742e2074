package io.gridpool.agent.ops;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;

/**
 * Makes the one object of the OpenTelemetry SDK that an agent has, where tracing is on. Spans wait
 * in a bounded queue and one thread sends them; where it is full they are dropped.
 */
final class SpanExport {
  /** The most spans that wait; some 2 MiB. */
  static final int WAITING_MAX = 2_048;

  /** The most spans of one request. */
  private static final int BATCH_MAX = 512;

  private static final Duration SEND_EVERY = Duration.ofSeconds(1);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
  private static final Duration SEND_LIMIT = Duration.ofSeconds(5);

  /** The longest text of an attribute, in characters. */
  static final int TEXT_MAX = 1_024;

  private static final int ATTRIBUTES_MAX = 32;

  private SpanExport() {}

  /** A provider whose spans go where the settings say, as of this node's agent. */
  static SdkTracerProvider open(TracingSettings settings, String node, String version) {
    return SdkTracerProvider.builder()
        .setResource(resource(node, version))
        .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.sampled())))
        .setSpanLimits(
            SpanLimits.builder()
                .setMaxNumberOfAttributes(ATTRIBUTES_MAX)
                .setMaxAttributeValueLength(TEXT_MAX)
                .build())
        .addSpanProcessor(
            BatchSpanProcessor.builder(new ToldExporter(exporter(settings), settings.endpoint()))
                .setMaxQueueSize(WAITING_MAX)
                .setMaxExportBatchSize(BATCH_MAX)
                .setScheduleDelay(SEND_EVERY)
                .setExporterTimeout(SEND_LIMIT)
                .build())
        .build();
  }

  /** No second try: what a collector missed is not worth the memory of the spans that come. */
  private static OtlpHttpSpanExporter exporter(TracingSettings settings) {
    return OtlpHttpSpanExporter.builder()
        .setEndpoint(settings.target())
        .setConnectTimeout(CONNECT_LIMIT)
        .setTimeout(SEND_LIMIT)
        .setRetryPolicy(null)
        .build();
  }

  private static Resource resource(String node, String version) {
    return Resource.create(
        Attributes.of(
            AttributeKey.stringKey("service.name"), "gridpool-agent",
            AttributeKey.stringKey("service.version"), version,
            AttributeKey.stringKey("service.instance.id"), node,
            AttributeKey.stringKey("k8s.node.name"), node));
  }
}
