package io.gridpool.agent.kube.loop;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Events about cluster-wide objects. An event that cannot be written is logged and lost: it
 * says nothing that the object's status does not.
 */
public final class EventWriter {
  private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
  private static final int MESSAGE_LENGTH_MAX = 1_024;

  private final KubernetesClient client;
  private final String namespace;

  /** Writes to {@code namespace}; the API server takes {@code default} for cluster-wide objects. */
  public EventWriter(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** A warning. */
  public void warn(HasMetadata about, String reason, String message) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withGenerateName(about.getMetadata().getName() + "-")
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion(about.getApiVersion())
            .withKind(about.getKind())
            .withName(about.getMetadata().getName())
            .withUid(about.getMetadata().getUid())
            .endInvolvedObject()
            .withType("Warning")
            .withReason(reason)
            .withMessage(message.substring(0, Math.min(message.length(), MESSAGE_LENGTH_MAX)))
            .withNewSource("gridpool", null)
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .build();
    try {
      var _ = client.v1().events().inNamespace(namespace).resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.warn("event {} not written: {}", reason, e.getMessage());
    }
  }
}
