package io.gridpool.agent.kube.multus;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Networks and their definitions as the API server has them right now, for the doors.
 *
 * <p>Errors: the client's, where it does not answer.
 */
public final class NetworkLookup {
  private final KubernetesClient client;

  /** Over this client. */
  public NetworkLookup(KubernetesClient client) {
    this.client = client;
  }

  /** All networks of a namespace. */
  public List<SpiderMultusConfig> networks(String namespace) {
    return client.resources(SpiderMultusConfig.class).inNamespace(namespace).list().getItems();
  }

  /**
   * The network that the definition of this name belongs to, where it is another one than {@code
   * config} in this or an earlier life.
   */
  public Optional<OwnerReference> otherOwner(SpiderMultusConfig config) {
    try {
      GenericKubernetesResource standing =
          client
              .genericKubernetesResources(Attachment.KIND)
              .inNamespace(config.getMetadata().getNamespace())
              .withName(Attachment.nameOf(config))
              .get();
      return standing == null
          ? Optional.empty()
          : standing.getMetadata().getOwnerReferences().stream()
              .filter(owner -> Boolean.TRUE.equals(owner.getController()))
              .filter(owner -> owner.getKind().equals(config.getKind()))
              .filter(owner -> !owner.getName().equals(config.getMetadata().getName()))
              .findFirst();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The networks of a group, in the order in which a pod gets them: by master, then by name.
   *
   * @param key the annotation that names groups, and label of networks
   */
  public List<PodNetwork> group(String key, String value) {
    return client
        .resources(SpiderMultusConfig.class)
        .inAnyNamespace()
        .withLabels(Map.of(key, value))
        .list()
        .getItems()
        .stream()
        .filter(config -> config.getMetadata().getDeletionTimestamp() == null)
        .filter(config -> config.getSpec() != null && NetworkRule.problem(config) == null)
        .sorted(
            Comparator.comparing((SpiderMultusConfig config) ->
                    NetworkParts.master(Objects.requireNonNull(config.getSpec())))
                .thenComparing(config -> NetworkKey.of(config).toString()))
        .map(NetworkLookup::network)
        .toList();
  }

  private static PodNetwork network(SpiderMultusConfig config) {
    return new PodNetwork(
        config.getMetadata().getNamespace(),
        Attachment.nameOf(config),
        NetworkParts.resource(config.getSpec()));
  }

  /**
   * A network as a pod asks for it.
   *
   * @param resource of the device that comes with it; empty: none
   */
  public record PodNetwork(String namespace, String name, String resource) {}
}
