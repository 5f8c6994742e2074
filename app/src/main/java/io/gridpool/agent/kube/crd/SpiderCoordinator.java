package io.gridpool.agent.kube.crd;

import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the network namespace of pods is tuned, for the whole cluster. */
@Group(CrdNames.GROUP)
@Version(CrdNames.VERSION)
@Kind("SpiderCoordinator")
@Singular("spidercoordinator")
@Plural("spidercoordinators")
@ShortNames("scc")
@Categories(CrdNames.CATEGORY)
public final class SpiderCoordinator
    extends CustomResource<CoordinatorSpec, SpiderCoordinator.Status> {

  /** What the cluster's own networks were found to be. */
  @CrdValue
  public record Status(
      @Required Phase phase,
      @Nullable String reason,
      @Nullable List<String> overlayPodCIDR,
      @Nullable List<String> serviceCIDR) {}

  /** Whether the cluster's networks are known. */
  public enum Phase {
    Synced,
    NotReady
  }
}
