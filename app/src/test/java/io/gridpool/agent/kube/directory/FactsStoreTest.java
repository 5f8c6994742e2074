package io.gridpool.agent.kube.directory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;

class FactsStoreTest {
  private final FactsStore<Pod, String> pods =
      new FactsStore<>(
          Pod::new,
          pod -> "n1".equals(pod.getSpec().getNodeName()),
          pod -> pod.getSpec().getHostname());

  @Test
  void givesBackAShellThatSaysWhichObjectWasKeptAndInWhichVersion() {
    assertThat(pods.put("web/one", pod("n1", "7"))).isNull();

    Pod before = requireNonNull(pods.put("web/one", pod("n1", "8")));
    assertThat(before.getMetadata().getNamespace()).isEqualTo("web");
    assertThat(before.getMetadata().getName()).isEqualTo("one");
    assertThat(before.getMetadata().getUid()).isEqualTo("u-1");
    assertThat(before.getMetadata().getResourceVersion()).isEqualTo("7");
    assertThat(before.getSpec()).as("nothing else of it is kept").isNull();
    assertThat(pods.values())
        .extracting(pod -> pod.getMetadata().getResourceVersion())
        .containsExactly("8");
    assertThat(pods.facts("web", "one")).contains("host-8");
  }

  @Test
  void anObjectThatIsNotWantedAnyMoreIsForgotten() {
    var _ = pods.put("web/one", pod("n1", "7"));

    assertThat(pods.put("web/one", pod("n2", "8"))).isNotNull();
    assertThat(pods.facts("web", "one")).isEmpty();
    assertThat(pods.get("web/one")).isNull();
    assertThat(pods.size()).isZero();
  }

  @Test
  void aClusterWideObjectHasNoNamespace() {
    var nodes = new FactsStore<Node, String>(Node::new, node -> true, node -> "there");
    Node node = new NodeBuilder().withNewMetadata().withName("n1").endMetadata().build();
    var _ = nodes.put(nodes.getKey(node), node);

    assertThat(nodes.facts("", "n1")).contains("there");
    Node gone = requireNonNull(nodes.remove("n1"));
    assertThat(gone.getMetadata().getName()).isEqualTo("n1");
    assertThat(gone.getMetadata().getNamespace()).isNull();
  }

  private static Pod pod(String node, String version) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("web")
        .withName("one")
        .withUid("u-1")
        .withResourceVersion(version)
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .withHostname("host-" + version)
        .endSpec()
        .build();
  }
}
