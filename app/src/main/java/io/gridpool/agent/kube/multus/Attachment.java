package io.gridpool.agent.kube.multus;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import io.gridpool.agent.kube.loop.NetworkSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The NetworkAttachmentDefinition that a network wants.
 *
 * @param config text of the CNI configuration; empty for a network that says nothing
 * @param annotations all that it has to have, and no others
 */
record Attachment(String name, String config, Map<String, String> annotations) {
  /** Multus' kind. */
  static final ResourceDefinitionContext KIND =
      new ResourceDefinitionContext.Builder()
          .withGroup("k8s.cni.cncf.io")
          .withVersion("v1")
          .withKind("NetworkAttachmentDefinition")
          .withPlural("network-attachment-definitions")
          .withNamespaced(true)
          .build();

  static final String API_VERSION = "k8s.cni.cncf.io/v1";

  /** Multus reads here which device a pod needs. */
  static final String RESOURCE = "k8s.v1.cni.cncf.io/resourceName";

  private static final String CNI_VERSION_DEFAULT = "0.3.1";

  /** What kubectl remembers of one object says nothing of another. */
  private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  Attachment {
    annotations = Map.copyOf(annotations);
  }

  /** The name that a network's definition has. */
  static String nameOf(SpiderMultusConfig config) {
    String said = annotationsOf(config).getOrDefault(CrdNames.ATTACHMENT_NAME, "");
    return said.isEmpty() ? config.getMetadata().getName() : said;
  }

  static Map<String, String> annotationsOf(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
  }

  /** Errors: {@link IllegalArgumentException} for a spec that gives none. */
  static Attachment of(SpiderMultusConfig config, NetworkSettings settings) {
    Map<String, String> annotations = new HashMap<>(annotationsOf(config));
    annotations.remove(APPLIED);
    SpiderMultusConfig.Spec spec = config.getSpec();
    if (spec == null) {
      return new Attachment(nameOf(config), "", annotations);
    }
    PluginChain chain = new PluginChain(spec, settings);
    MainPlugin main = chain.main();
    if (main == null) {
      return new Attachment(
          nameOf(config), Objects.requireNonNullElse(spec.customCNI(), ""), annotations);
    }
    if (!main.resource().isEmpty()) {
      annotations.put(RESOURCE, main.resource());
    }
    Map<String, Object> all = new TreeMap<>();
    all.put("cniVersion", annotations.getOrDefault(CrdNames.CNI_VERSION, CNI_VERSION_DEFAULT));
    all.put("name", annotations.getOrDefault(CrdNames.CONFIG_NAME, nameOf(config)));
    all.put("plugins", chain.plugins(main));
    return new Attachment(nameOf(config), PluginJson.text(all), annotations);
  }

  /** The object to create. */
  GenericKubernetesResource object(SpiderMultusConfig owner) {
    var object = new GenericKubernetesResource();
    object.setApiVersion(API_VERSION);
    object.setKind("NetworkAttachmentDefinition");
    object.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(owner.getMetadata().getNamespace())
            .withName(name)
            .withAnnotations(annotations)
            .withOwnerReferences(reference(owner))
            .build());
    object.setAdditionalProperty("spec", Map.of("config", config));
    return object;
  }

  static OwnerReference reference(SpiderMultusConfig owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  /** The annotations of an object that stands, made right: kubectl's own memory stays. */
  Map<String, String> annotationsFor(GenericKubernetesResource standing) {
    Map<String, String> wanted = new HashMap<>(annotations);
    String applied = annotationsOf(standing).get(APPLIED);
    if (applied != null) {
      wanted.put(APPLIED, applied);
    }
    return wanted;
  }

  /** Its owners, with this one as the controller in the place of earlier networks. */
  static List<OwnerReference> ownersFor(
      GenericKubernetesResource standing, SpiderMultusConfig owner) {
    List<OwnerReference> owners = new ArrayList<>(standing.getMetadata().getOwnerReferences());
    OwnerReference wanted = reference(owner);
    if (!owners.contains(wanted)) {
      owners.removeIf(one -> one.getKind().equals(owner.getKind()));
      owners.add(wanted);
    }
    return owners;
  }
}
