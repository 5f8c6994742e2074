package io.gridpool.agent.kube.multus;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import io.gridpool.agent.kube.loop.JsonPatch;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Objects;

/**
 * Brings a NetworkAttachmentDefinition to what its network wants.
 *
 * <p>Each method is false where the object changed since it was read: look again.
 */
final class AttachmentWriter {
  private final KubernetesClient client;

  AttachmentWriter(KubernetesClient client) {
    this.client = client;
  }

  boolean create(SpiderMultusConfig owner, Attachment wanted) {
    try {
      var _ = of(wanted.object(owner)).create();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  boolean repair(SpiderMultusConfig owner, Attachment wanted, GenericKubernetesResource standing) {
    JsonPatch<GenericKubernetesResource> patch = new JsonPatch<>(standing);
    var owners = Attachment.ownersFor(standing, owner);
    if (!owners.equals(standing.getMetadata().getOwnerReferences())) {
      patch.set("/metadata/ownerReferences", owners);
    }
    Map<String, String> annotations = wanted.annotationsFor(standing);
    if (!annotations.equals(Attachment.annotationsOf(standing))) {
      patch.set("/metadata/annotations", annotations);
    }
    if (!wanted.config().equals(configOf(standing))) {
      patch.set("/spec", Map.of("config", wanted.config()));
    }
    return patch.isEmpty() || patch.trySend(client);
  }

  private static String configOf(GenericKubernetesResource standing) {
    return standing.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec
        ? String.valueOf(Objects.requireNonNullElse(spec.get("config"), ""))
        : "";
  }

  void delete(GenericKubernetesResource standing) {
    var _ = of(standing).delete();
  }

  /** By the kind as it is written here: the client's own list of kinds may be older. */
  private Resource<GenericKubernetesResource> of(GenericKubernetesResource attachment) {
    return client
        .genericKubernetesResources(Attachment.KIND)
        .inNamespace(attachment.getMetadata().getNamespace())
        .resource(attachment);
  }
}
