package io.gridpool.loadtest.e2e;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gridpool.loadtest.process.Await;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * An owner of pods from another group, as OpenKruise has them, and the loop that keeps its pods: a
 * StatefulSet with ordinals or a CloneSet with fresh names. Closing it deletes owner and pods.
 */
final class ForeignOwner implements AutoCloseable {
  private static final String KRUISE = "apps.kruise.example";
  private static final String VERSION = "v1";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Scene scene;
  private final String group;
  private final String kind;
  private final String name;
  private final String pool;
  private final GenericKubernetesResource owner;
  private int serial;

  private ForeignOwner(Scene scene, Kind kind, String name, String pool) {
    this.scene = scene;
    this.group = kind.group;
    this.kind = kind.name;
    this.name = name;
    this.pool = pool;
    owner = createOwner();
  }

  /** A kind that no controller of the cluster knows. */
  private record Kind(String group, String name) {}

  /** A virtual machine of KubeVirt, whose pod has another name each time. */
  static ForeignOwner virtualMachine(Scene scene, String name, String pool) {
    return new ForeignOwner(scene, new Kind("kubevirt.io", "VirtualMachineInstance"), name, pool);
  }

  static ForeignOwner statefulSet(Scene scene, String name, String pool) {
    return new ForeignOwner(scene, new Kind(KRUISE, "StatefulSet"), name, pool);
  }

  static ForeignOwner cloneSet(Scene scene, String name, String pool) {
    return new ForeignOwner(scene, new Kind(KRUISE, "CloneSet"), name, pool);
  }

  /** Makes it so many pods: missing ones are created, the last ones deleted. */
  void scale(int replicas) {
    List<Pod> pods = scene.pods().of(name);
    pods.stream().skip(replicas).forEach(pod -> scene.pods().deletePod(nameOf(pod)));
    int missing = replicas - pods.size();
    for (int i = 0; i < missing; i++) {
      scene.pods().create(pod(nextName()));
    }
  }

  private String nextName() {
    if (!kind.equals("StatefulSet")) {
      return name + "-" + Integer.toString(46_656 + serial++, 36);
    }
    List<String> taken = scene.pods().of(name).stream().map(ForeignOwner::nameOf).toList();
    int ordinal = 0;
    while (taken.contains(name + "-" + ordinal)) {
      ordinal++;
    }
    return name + "-" + ordinal;
  }

  private static String nameOf(Pod pod) {
    return pod.getMetadata().getName();
  }

  private Pod pod(String podName) {
    Pod plain = Workloads.pod(podName, Annotations.ippool(pool));
    return new PodBuilder(plain)
        .editMetadata()
        .addToLabels("app", name)
        .addNewOwnerReference()
        .withApiVersion(group + "/" + VERSION)
        .withKind(kind)
        .withName(name)
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  private GenericKubernetesResource createOwner() {
    scene.client().resource(definition()).serverSideApply();
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion(group + "/" + VERSION);
    object.setKind(kind);
    object.setMetadata(
        new ObjectMetaBuilder().withName(name).withNamespace(scene.namespace()).build());
    Await.until(kind + " served", LIMIT, this::served);
    return scene.client().resource(object).create();
  }

  private boolean served() {
    try {
      return scene.client().genericKubernetesResources(context()).list() != null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private ResourceDefinitionContext context() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(VERSION)
        .withKind(kind)
        .withPlural(plural())
        .withNamespaced(true)
        .build();
  }

  private String plural() {
    return kind.toLowerCase(Locale.ROOT) + "s";
  }

  private CustomResourceDefinition definition() {
    return new CustomResourceDefinitionBuilder()
        .withNewMetadata()
        .withName(plural() + "." + group)
        .endMetadata()
        .withNewSpec()
        .withGroup(group)
        .withScope("Namespaced")
        .withNewNames()
        .withKind(kind)
        .withPlural(plural())
        .withSingular(kind.toLowerCase(Locale.ROOT))
        .endNames()
        .addNewVersion()
        .withName(VERSION)
        .withServed(true)
        .withStorage(true)
        .withNewSchema()
        .withOpenAPIV3Schema(
            new JSONSchemaPropsBuilder()
                .withType("object")
                .withXKubernetesPreserveUnknownFields(true)
                .build())
        .endSchema()
        .endVersion()
        .endSpec()
        .build();
  }

  @Override
  public void close() {
    scene
        .client()
        .genericKubernetesResources(context())
        .inNamespace(scene.namespace())
        .withName(name)
        .delete();
    scene.client().pods().inNamespace(scene.namespace()).withLabel("app", name).delete();
  }
}
