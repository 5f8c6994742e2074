package io.gridpool.agent.kube.coordinator;

import io.gridpool.agent.kube.crd.CoordinatorSpec.PodCidrType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whose pod network this node has, by the first CNI configuration that is not Multus' own.
 *
 * <p>Source: reference §7.5. The name of the network tells, and the types of its plugins; of a file
 * that this process may not read, its name.
 */
final class CniFolder {
  private static final int FILE_BYTES_MAX = 1 << 20;
  private static final List<String> ENDINGS = List.of(".conf", ".conflist", ".json");
  private static final Pattern WORD = Pattern.compile("\"(?:name|type)\"\\s*:\\s*\"([^\"]*)\"");

  private final Path folder;

  CniFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Never {@code auto}; {@code none} where there is no file, or one of a plugin unknown here.
   *
   * <p>Errors: {@link IOException} for a folder that cannot be read.
   */
  PodCidrType type() throws IOException {
    return files().stream()
        .map(CniFolder::words)
        .filter(words -> !words.contains("multus"))
        .findFirst()
        .map(CniFolder::typeOf)
        .orElse(PodCidrType.NONE);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> ENDINGS.stream().anyMatch(end -> file.toString().endsWith(end)))
          .sorted(Comparator.comparing(file -> String.valueOf(file.getFileName())))
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** Name of the file, and names and types in it. */
  private static String words(Path file) {
    StringBuilder words = new StringBuilder(Objects.toString(file.getFileName(), ""));
    try {
      if (Files.size(file) <= FILE_BYTES_MAX) {
        Matcher matcher = WORD.matcher(Files.readString(file, StandardCharsets.UTF_8));
        while (matcher.find()) {
          words.append(' ').append(matcher.group(1));
        }
      }
    } catch (IOException e) {
      words.append(' ');
    }
    return words.toString().toLowerCase(Locale.ROOT);
  }

  private static PodCidrType typeOf(String words) {
    if (words.contains("calico") || words.contains("k8s-pod-network")) {
      return PodCidrType.CALICO;
    }
    if (words.contains("cilium")) {
      return PodCidrType.CILIUM;
    }
    return words.contains("flannel") ? PodCidrType.CLUSTER : PodCidrType.NONE;
  }
}
