package io.gridpool.agent.kube.crd;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Namespaced;
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

/**
 * What one pod holds, named after the pod. Its status is an ordinary field: the kind has no status
 * subresource.
 */
@Group(CrdNames.GROUP)
@Version(CrdNames.VERSION)
@Kind("SpiderEndpoint")
@Singular("spiderendpoint")
@Plural("spiderendpoints")
@ShortNames("se")
@Categories(CrdNames.CATEGORY)
@AdditionalPrinterColumn(
    name = "INTERFACE",
    jsonPath = ".status.current.ips[0].interface",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "IPV4POOL",
    jsonPath = ".status.current.ips[0].ipv4Pool",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "IPV4",
    jsonPath = ".status.current.ips[0].ipv4",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "IPV6POOL",
    jsonPath = ".status.current.ips[0].ipv6Pool",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "IPV6",
    jsonPath = ".status.current.ips[0].ipv6",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "NODE",
    jsonPath = ".status.current.node",
    type = AdditionalPrinterColumn.Type.STRING)
public final class SpiderEndpoint extends CustomResource<Void, SpiderEndpoint.Status>
    implements Namespaced {

  /**
   * The endpoint and who owns its pod: kind and name of the top controller.
   *
   * @param history who held it, newest first, the present holder at its head
   */
  @CrdValue
  public record Status(
      @Required Current current,
      @Required String ownerControllerType,
      @Required String ownerControllerName,
      @Nullable List<Current> history) {}

  /**
   * A pod that holds it, or held it.
   *
   * @param containerID of the sandbox; of the last one while there is none
   * @param creationTime when the addresses came to this pod
   */
  @CrdValue
  public record Current(
      @Required String uid,
      @Required String node,
      @Required List<EndpointIp> ips,
      @Nullable String containerID,
      @Nullable String creationTime) {}
}
