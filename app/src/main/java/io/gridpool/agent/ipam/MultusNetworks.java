package io.gridpool.agent.ipam;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridpool.ledger.model.EndpointKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The network attachments that Multus makes for a pod, from its annotations.
 *
 * <p>Source: Multus' two forms, a JSON list and {@code namespace/name@interface,…}; interfaces
 * without a name are net1, net2, … by their place.
 */
public final class MultusNetworks {
  static final String DEFAULT_NETWORK = "v1.multus-cni.io/default-network";

  /** Annotation of a pod: its attachments beyond the default network. */
  public static final String NETWORKS = "k8s.v1.cni.cncf.io/networks";

  /** The NIC of the cluster's default network. */
  static final String DEFAULT_NIC = "eth0";

  private final IpamSettings settings;

  MultusNetworks(IpamSettings settings) {
    this.settings = settings;
  }

  /** One attachment: its network definition and the interface inside the pod. */
  record Network(EndpointKey definition, String nic) {}

  /** The attachments beyond the default network; errors are {@link IllegalArgumentException}. */
  static List<Network> additional(PodFacts pod) {
    String value = pod.annotations().get(NETWORKS);
    return value == null || value.isBlank()
        ? List.of()
        : read(NETWORKS, value, pod.key().namespace());
  }

  /** All NICs that a pod will have; errors are {@link IllegalArgumentException}. */
  public static List<String> nics(PodFacts pod) {
    List<String> nics = new ArrayList<>(List.of(DEFAULT_NIC));
    additional(pod).forEach(network -> nics.add(network.nic()));
    return nics;
  }

  /**
   * The network definitions that a text of the annotation names.
   *
   * @param namespace of those that are named without one
   */
  public static List<EndpointKey> definitions(String value, String namespace) {
    return value.isBlank()
        ? List.of()
        : read(NETWORKS, value, namespace).stream().map(Network::definition).toList();
  }

  /**
   * The network definition behind a NIC; empty where nothing tells.
   *
   * @param first whether it is the first of the pod's NICs, whatever its name
   */
  Optional<EndpointKey> of(PodFacts pod, String nic, boolean first) {
    if (nic.equals(DEFAULT_NIC) || (first && !isAdditional(pod, nic))) {
      String value =
          pod.annotations().getOrDefault(DEFAULT_NETWORK, settings.multusClusterNetwork());
      return value.isBlank()
          ? Optional.empty()
          : read(DEFAULT_NETWORK, value, settings.agentNamespace()).stream()
              .findFirst()
              .map(Network::definition);
    }
    return additional(pod).stream()
        .filter(network -> network.nic().equals(nic))
        .findFirst()
        .map(Network::definition);
  }

  private static boolean isAdditional(PodFacts pod, String nic) {
    return additional(pod).stream().anyMatch(network -> network.nic().equals(nic));
  }

  /** A network as pools name it: without a namespace it is the agent's. */
  EndpointKey named(String text) {
    return definition(text, settings.agentNamespace());
  }

  private static List<Network> read(String annotation, String value, String namespace) {
    boolean json = value.chars().anyMatch(c -> c == '[' || c == '{' || c == '"');
    return json
        ? Annotation.read(annotation, value, list -> fromJson(list, namespace))
        : fromText(annotation, value, namespace);
  }

  private static List<Network> fromJson(JsonNode list, String namespace) {
    List<Network> networks = new ArrayList<>();
    for (JsonNode item : LenientJson.items(list, "it")) {
      String name = LenientJson.text(LenientJson.object(item, "an item"), "name");
      String own = LenientJson.text(item, "namespace");
      String nic = LenientJson.text(item, "interface");
      networks.add(
          network(new EndpointKey(own.isEmpty() ? namespace : own, name), nic, networks.size()));
    }
    return networks;
  }

  private static List<Network> fromText(String annotation, String value, String namespace) {
    List<Network> networks = new ArrayList<>();
    for (String item : value.split(",", -1)) {
      String text = item.strip();
      int at = text.indexOf('@');
      String name = at < 0 ? text : text.substring(0, at);
      if (name.isEmpty() || name.endsWith("/")) {
        throw Annotation.wrong(annotation, value, "an item names no network");
      }
      String nic = at < 0 ? "" : text.substring(at + 1);
      networks.add(network(definition(name, namespace), nic, networks.size()));
    }
    return networks;
  }

  private static Network network(EndpointKey definition, String nic, int index) {
    return new Network(definition, nic.isEmpty() ? "net" + (index + 1) : nic);
  }

  private static EndpointKey definition(String text, String namespace) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new EndpointKey(namespace, text)
        : new EndpointKey(text.substring(0, slash), text.substring(slash + 1));
  }
}
