package io.gridpool.agent.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.agent.kube.crd.SpiderCoordinator;
import io.gridpool.agent.kube.crd.SpiderMultusConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.yaml.snakeyaml.Yaml;

/** What the rows of networks and of the coordinator need. */
abstract class NetworkAcceptance extends AdmissionAcceptance {
  static final String SPACE = "default";
  private static final Path MULTUS = Path.of("../loadtest/multus/multus.yaml");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Definition of Multus' kind, and none of our objects. */
  @BeforeEach
  void clearNetworks() throws IOException {
    bringKind();
    var _ = client().resources(SpiderMultusConfig.class).inAnyNamespace().delete();
    var _ = client().resources(SpiderCoordinator.class).delete();
    var _ =
        client()
            .genericKubernetesResources("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition")
            .inNamespace(SPACE)
            .delete();
    KubeFixture.await("cleared", () -> attachments().isEmpty() && networks().isEmpty());
  }

  static void bringKind() throws IOException {
    Object definition = new Yaml().loadAll(Files.readString(MULTUS)).iterator().next();
    client()
        .resource(Serialization.unmarshal(Serialization.asJson(definition), HasMetadata.class))
        .forceConflicts()
        .serverSideApply();
    KubeFixture.await(
        "Multus' kind",
        () -> client().supports("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition"));
  }

  private static List<SpiderMultusConfig> networks() {
    return client().resources(SpiderMultusConfig.class).inAnyNamespace().list().getItems();
  }

  static List<GenericKubernetesResource> attachments() {
    return client()
        .genericKubernetesResources("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition")
        .inNamespace(SPACE)
        .list()
        .getItems();
  }

  /** A network as a user writes it: the spec as YAML, annotations as key, value, key, value. */
  static GenericKubernetesResource network(String name, String spec, String... annotations) {
    return object("SpiderMultusConfig", name, spec, annotations);
  }

  static GenericKubernetesResource object(
      String kind, String name, String spec, String... annotations) {
    Map<String, String> said = new HashMap<>();
    for (int i = 0; i < annotations.length; i += 2) {
      said.put(annotations[i], annotations[i + 1]);
    }
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion(CrdNames.GROUP + "/" + CrdNames.VERSION);
    object.setKind(kind);
    object.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(kind.equals("SpiderCoordinator") ? null : SPACE)
            .withName(name)
            .withAnnotations(said)
            .build());
    object.setAdditionalProperty("spec", new Yaml().<Object>load("{" + spec + "}"));
    return object;
  }

  static void refuses(GenericKubernetesResource object, String... words) {
    assertThatThrownBy(() -> client().resource(object).create()).hasMessageContainingAll(words);
  }

  static GenericKubernetesResource attachment(String name) {
    return client()
        .genericKubernetesResources("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition")
        .inNamespace(SPACE)
        .withName(name)
        .get();
  }

  /** Creates a network and waits for its definition; answers its configuration. */
  static JsonNode made(GenericKubernetesResource network) {
    GenericKubernetesResource created = client().resource(network).create();
    String name = created.getMetadata().getName();
    KubeFixture.await("definition of " + name, () -> attachment(name) != null);
    assertThat(attachment(name).getMetadata().getOwnerReferences())
        .singleElement()
        .matches(owner -> owner.getUid().equals(created.getMetadata().getUid()))
        .matches(owner -> owner.getController());
    return config(name);
  }

  static String text(String name) {
    return String.valueOf(attachment(name).<Object>get("spec", "config"));
  }

  static JsonNode config(String name) {
    try {
      return JSON.readTree(text(name));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> types(JsonNode config) {
    return config.path("plugins").findValuesAsText("type").stream()
        .filter(type -> !type.equals("gridpool"))
        .toList();
  }
}
