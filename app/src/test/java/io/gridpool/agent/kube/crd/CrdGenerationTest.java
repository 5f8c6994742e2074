package io.gridpool.agent.kube.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the committed definitions with the classes; -Dcrd.update=true rewrites them. */
class CrdGenerationTest {
  private static final Path COMMITTED = Path.of("../charts/gridpool/crds");
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          SpiderIPPool.class,
          SpiderEndpoint.class,
          SpiderReservedIP.class,
          SpiderSubnet.class,
          SpiderCoordinator.class,
          SpiderMultusConfig.class,
          Grid.class);

  @Test
  void committedDefinitionsSayWhatTheClassesSay(@TempDir Path generated) throws IOException {
    Map<String, Class<? extends HasMetadata>> byName =
        KINDS.stream().collect(Collectors.toMap(CustomResource::getCRDName, Function.identity()));
    var info =
        new CRDGenerator()
            .customResourceClasses(KINDS)
            .withPostProcessor(new CrdFinish(byName))
            .inOutputDir(generated.toFile())
            .detailedGenerate();
    assertThat(info.numberOfGeneratedCRDs()).isEqualTo(KINDS.size());
    for (Path file : filesIn(generated)) {
      Path committed = COMMITTED.resolve(committedName(file));
      if (Boolean.getBoolean("crd.update")) {
        Files.copy(file, committed, StandardCopyOption.REPLACE_EXISTING);
      }
      assertThat(committed).hasSameTextualContentAs(file);
    }
    assertThat(filesIn(COMMITTED)).hasSize(KINDS.size());
  }

  /** The generator writes {@code grids.gridpool.io-v1.yml}. */
  private static String committedName(Path generated) {
    return generated.getFileName().toString().replace("-v1.yml", ".yaml");
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
