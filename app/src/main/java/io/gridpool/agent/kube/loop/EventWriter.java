package io.gridpool.agent.kube.loop;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.ledger.model.EndpointKey;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Events, not more than {@link #BURST_MAX} at once and one in {@link #GAP_MS} on and on. An
 * event that cannot be written, or is one too many, is logged and lost: it says nothing that a
 * status or the log does not. Safe for any thread.
 */
public final class EventWriter {
  private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
  private static final int MESSAGE_LENGTH_MAX = 1_024;
  private static final int BURST_MAX = 50;
  private static final long GAP_MS = 500;

  private final KubernetesClient client;
  private final String namespace;
  private long fullAtNanos = System.nanoTime();

  /**
   * A writer.
   *
   * @param namespace of events about cluster-wide objects; the API server takes {@code default}
   */
  public EventWriter(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** A warning about an object. */
  public void warn(HasMetadata about, String reason, String message) {
    write(reference(about), about.getMetadata().getName() + "-", "Warning", reason, message);
  }

  /**
   * A warning that every agent finds in the same version of an object: its name follows from what
   * it says, so that there is one of it however many agents write.
   */
  public void warnOnce(HasMetadata about, String reason, String message) {
    String said = about.getMetadata().getResourceVersion() + " " + reason + " " + message;
    UUID digest = UUID.nameUUIDFromBytes(said.getBytes(StandardCharsets.UTF_8));
    write(
        reference(about), about.getMetadata().getName() + "." + digest, "Warning", reason, message);
  }

  /** What happened to an object, and is no reason to worry. */
  public void tell(HasMetadata about, String reason, String message) {
    write(reference(about), about.getMetadata().getName() + "-", "Normal", reason, message);
  }

  private static ObjectReference reference(HasMetadata about) {
    return new ObjectReferenceBuilder()
        .withApiVersion(about.getApiVersion())
        .withKind(about.getKind())
        .withNamespace(about.getMetadata().getNamespace())
        .withName(about.getMetadata().getName())
        .withUid(about.getMetadata().getUid())
        .build();
  }

  /** What happened to a pod that need not be there any more. */
  public void tell(EndpointKey pod, String uid, String reason, String message) {
    var object =
        new ObjectReferenceBuilder()
            .withApiVersion("v1")
            .withKind("Pod")
            .withNamespace(pod.namespace())
            .withName(pod.name())
            .withUid(uid)
            .build();
    write(object, pod.name() + "-", "Normal", reason, message);
  }

  /** A name that ends in a hyphen is only the beginning of one. */
  private void write(
      ObjectReference about, String name, String type, String reason, String message) {
    String space = about.getNamespace() == null ? namespace : about.getNamespace();
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(space)
            .withName(name.endsWith("-") ? null : name)
            .withGenerateName(name.endsWith("-") ? name : null)
            .endMetadata()
            .withInvolvedObject(about)
            .withType(type)
            .withReason(reason)
            .withMessage(message.substring(0, Math.min(message.length(), MESSAGE_LENGTH_MAX)))
            .withNewSource("gridpool", null)
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .build();
    if (!mayWrite()) {
      LOG.warn("event {} about {} not written: one too many: {}", reason, about.getName(), message);
      return;
    }
    try {
      var _ = client.v1().events().inNamespace(space).resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return;
      }
      LOG.warn("event {} about {} not written: {}", reason, about.getName(), e.getMessage());
    }
  }

  /** A bucket of {@link #BURST_MAX} that gains one in each gap. */
  private synchronized boolean mayWrite() {
    long gapNanos = TimeUnit.MILLISECONDS.toNanos(GAP_MS);
    long now = System.nanoTime();
    long nextNanos = Math.max(now, fullAtNanos) + gapNanos;
    if (nextNanos - now > BURST_MAX * gapNanos) {
      return false;
    }
    fullAtNanos = nextNanos;
    return true;
  }
}
