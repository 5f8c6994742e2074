package io.gridpool.agent.kube.multus;

import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import io.gridpool.agent.kube.crd.SpiderMultusConfig.CniType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the schema cannot say of a network: texts that are JSON, annotations, and names that others
 * have. The webhook refuses by it, the controller leaves such a network as it is.
 *
 * <p>Source: reference §1.6. Each method answers one sentence, or null where all is well.
 */
public final class NetworkRule {
  private static final Set<String> CNI_VERSIONS = Set.of("0.3.0", "0.3.1", "0.4.0", "1.0.0");
  private static final int NAME_LENGTH_MAX = 253;
  private static final String PART = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern NAME = Pattern.compile(PART + "(\\." + PART + ")*");
  private static final Set<CniType> WITH_RDMA =
      Set.of(CniType.MACVLAN, CniType.IPVLAN, CniType.SRIOV, CniType.IB_SRIOV, CniType.IPOIB);

  private NetworkRule() {}

  /** Why a network cannot stand, by itself. */
  public static @Nullable String problem(SpiderMultusConfig config) {
    Map<String, String> annotations = Attachment.annotationsOf(config);
    String named = name(annotations);
    String problem = named != null ? named : version(annotations);
    if (problem != null || config.getSpec() == null) {
      return problem;
    }
    String texts = texts(config.getSpec());
    return texts != null ? texts : groups(annotations, config.getSpec());
  }

  private static @Nullable String name(Map<String, String> annotations) {
    String name = annotations.get(CrdNames.ATTACHMENT_NAME);
    if (name == null) {
      return null;
    }
    if (name.length() > NAME_LENGTH_MAX) {
      return wrong(
          CrdNames.ATTACHMENT_NAME,
          name,
          "must be no more than " + NAME_LENGTH_MAX + " characters");
    }
    return NAME.matcher(name).matches()
        ? null
        : wrong(
            CrdNames.ATTACHMENT_NAME,
            name,
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-'"
                + " or '.', and must start and end with an alphanumeric character (e.g."
                + " 'example.com', regex used for validation is '"
                + NAME.pattern()
                + "')");
  }

  private static @Nullable String version(Map<String, String> annotations) {
    String version = annotations.get(CrdNames.CNI_VERSION);
    return version == null || CNI_VERSIONS.contains(version)
        ? null
        : wrong(
            CrdNames.CNI_VERSION, version, "unsupported; allowed are 0.3.0, 0.3.1, 0.4.0, 1.0.0");
  }

  private static String wrong(String annotation, String value, String why) {
    return "metadata.annotations[" + annotation + "]: Invalid value: \"" + value + "\": " + why;
  }

  private static @Nullable String texts(SpiderMultusConfig.Spec spec) {
    try {
      String custom = Objects.requireNonNullElse(spec.customCNI(), "");
      if (!custom.isEmpty()) {
        var _ = PluginJson.parse(custom);
      }
    } catch (IllegalArgumentException e) {
      return "spec.customCNI " + e.getMessage();
    }
    List<String> chained = Objects.requireNonNullElse(spec.chainCNIJsonData(), List.of());
    for (int i = 0; i < chained.size(); i++) {
      try {
        var _ = PluginJson.chained(chained.get(i));
      } catch (IllegalArgumentException e) {
        return "spec.chainCNIJsonData[" + i + "] " + e.getMessage();
      }
    }
    return null;
  }

  private static @Nullable String groups(
      Map<String, String> annotations, SpiderMultusConfig.Spec spec) {
    CniType type = NetworkParts.type(spec);
    String resource = NetworkParts.resource(spec);
    if (annotations.containsKey(CrdNames.INJECT_RDMA)) {
      String said = "annotation " + CrdNames.INJECT_RDMA;
      if (!WITH_RDMA.contains(type)) {
        return said + " is not for cniType " + PluginJson.word(type);
      }
      // IP over InfiniBand has no field for one: its pods share the master.
      if (type != CniType.IPOIB && resource.isEmpty()) {
        return said + " needs the name of an RDMA resource";
      }
      return NetworkParts.namesPools(spec) ? null : said + " needs ippools";
    }
    if (!annotations.containsKey(CrdNames.INJECT_NETWORK)) {
      return null;
    }
    String said = "annotation " + CrdNames.INJECT_NETWORK;
    if (type == CniType.OVS || type == CniType.CUSTOM) {
      return said + " is not for cniType " + PluginJson.word(type);
    }
    return resource.isEmpty() || NetworkParts.namesPools(spec)
        ? null
        : said + " with a resource name needs ippools";
  }

  /** Why a network cannot change so: its definition would move to another name. */
  public static @Nullable String change(SpiderMultusConfig before, SpiderMultusConfig after) {
    String was = Attachment.annotationsOf(before).get(CrdNames.ATTACHMENT_NAME);
    String is = Attachment.annotationsOf(after).get(CrdNames.ATTACHMENT_NAME);
    return Objects.equals(was, is)
        ? null
        : "annotation " + CrdNames.ATTACHMENT_NAME + " cannot be added, changed or taken away";
  }

  /** Another network of the same namespace whose definition has the same name. */
  public static Optional<SpiderMultusConfig> rival(
      SpiderMultusConfig config, Collection<SpiderMultusConfig> all) {
    var own = config.getMetadata();
    return all.stream()
        .filter(other -> own.getNamespace().equals(other.getMetadata().getNamespace()))
        .filter(other -> !own.getName().equals(other.getMetadata().getName()))
        .filter(other -> other.getMetadata().getDeletionTimestamp() == null)
        .filter(other -> Attachment.nameOf(other).equals(Attachment.nameOf(config)))
        .findFirst();
  }

  /** The sentence about a name that is somebody else's. */
  public static String taken(SpiderMultusConfig config, String owner) {
    String space = config.getMetadata().getNamespace();
    return "the net-attach-def "
        + space
        + "/"
        + Attachment.nameOf(config)
        + " already exists and is managed by "
        + owner;
  }
}
