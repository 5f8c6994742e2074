package io.gridpool.agent.kube.admission;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import io.gridpool.agent.kube.loop.JsonPatch;
import io.gridpool.agent.kube.multus.NetworkDefaults;
import io.gridpool.agent.kube.multus.NetworkLookup;
import io.gridpool.agent.kube.multus.NetworkRule;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The door to networks: what the schema cannot say, and names that are taken. */
final class NetworkRules implements KindRules<SpiderMultusConfig> {
  private final NetworkLookup lookup;

  NetworkRules(KubernetesClient client) {
    this.lookup = new NetworkLookup(client);
  }

  /** What the owner of a network writes: its annotations too. */
  private record Written(
      SpiderMultusConfig.@Nullable Spec spec, @Nullable Map<String, String> annotations) {}

  @Override
  public Class<SpiderMultusConfig> kind() {
    return SpiderMultusConfig.class;
  }

  @Override
  public JsonPatch<SpiderMultusConfig> missing(SpiderMultusConfig config) {
    return NetworkDefaults.of(config);
  }

  @Override
  public @Nullable String refusal(SpiderMultusConfig config, @Nullable SpiderMultusConfig before) {
    String problem = NetworkRule.problem(config);
    if (problem != null) {
      return problem;
    }
    return before == null ? taken(config) : NetworkRule.change(before, config);
  }

  private @Nullable String taken(SpiderMultusConfig config) {
    Optional<SpiderMultusConfig> rival =
        NetworkRule.rival(config, lookup.networks(config.getMetadata().getNamespace()));
    if (rival.isPresent()) {
      return NetworkRule.taken(
          config,
          "SpiderMultusConfig "
              + config.getMetadata().getNamespace()
              + "/"
              + rival.get().getMetadata().getName());
    }
    return lookup
        .otherOwner(config)
        .map(owner -> NetworkRule.taken(config, named(owner)))
        .orElse(null);
  }

  private static String named(OwnerReference owner) {
    return owner.getKind() + " " + Objects.requireNonNullElse(owner.getName(), "");
  }

  @Override
  public @Nullable String keeps(SpiderMultusConfig config) {
    return null;
  }

  @Override
  public @Nullable Object spec(SpiderMultusConfig config) {
    return new Written(config.getSpec(), config.getMetadata().getAnnotations());
  }
}
