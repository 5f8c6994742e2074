package io.gridpool.agent.kube.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpool.agent.kube.crd.CoordinatorSpec.PodCidrType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CniFolderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10-a.conflist | {\"name\":\"k8s-pod-network\"} | CALICO",
        "10-calico.conflist | {\"name\":\"x\"} | CALICO",
        "05-cilium.conflist | {\"name\":\"cilium\",\"plugins\":[{\"type\":\"cilium-cni\"}]} |"
            + " CILIUM",
        "10-a.conflist | {\"name\":\"cbr0\",\"plugins\":[{\"type\":\"flannel\"}]} | CLUSTER",
        "10-a.conf | {\"name\":\"mine\",\"type\":\"bridge\"} | NONE",
        "10-calico.txt | {\"name\":\"calico\"} | NONE"
      })
  void theFirstConfigurationTells(String file, String text, PodCidrType type) throws IOException {
    Files.writeString(folder.resolve(file), text);
    Files.writeString(folder.resolve("99-cilium.conflist"), "{\"name\":\"cilium\"}");
    if (file.endsWith(".txt")) {
      Files.delete(folder.resolve("99-cilium.conflist"));
    }
    assertThat(new CniFolder(folder).type()).isEqualTo(type);
  }

  @Test
  void theConfigurationOfMultusTellsNothing() throws IOException {
    Files.writeString(
        folder.resolve("00-multus.conf"), "{\"name\":\"multus-cni-network\",\"type\":\"multus\"}");
    Files.writeString(folder.resolve("10-calico.conflist"), "{\"name\":\"k8s-pod-network\"}");
    assertThat(new CniFolder(folder).type()).isEqualTo(PodCidrType.CALICO);
  }

  @Test
  void aFolderThatCannotBeReadIsAnError() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> new CniFolder(file).type()).isInstanceOf(IOException.class);
  }

  @Test
  void v00002NoFileIsAsIfThereWereNone() throws IOException {
    assertThat(new CniFolder(folder).type()).isEqualTo(PodCidrType.NONE);
    assertThat(new CniFolder(folder.resolve("absent")).type()).isEqualTo(PodCidrType.NONE);
  }
}
