package io.gridpool.agent.style;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house rules that no compiler checks, over the sources of every module. */
class StyleTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final int FILE_LINES_MAX = 300;
  private static final Pattern SAYS_NOTHING =
      Pattern.compile(".*(Util|Utils|Manager|Helper|Impl)\\.java");
  private static final Pattern FORBIDDEN =
      Pattern.compile("@Disabled|@Ignore|TODO|FIXME|System\\.err|printStackTrace");

  @Test
  void noFileIsLongerThanTheLimit() throws IOException {
    assertThat(sources().filter(file -> lines(file).size() > FILE_LINES_MAX)).isEmpty();
  }

  @Test
  void noNameSaysNothing() throws IOException {
    assertThat(sources().filter(file -> SAYS_NOTHING.matcher(file.toString()).matches())).isEmpty();
  }

  @Test
  void nothingIsSwitchedOffOrLeftForLater() throws IOException {
    assertThat(
            sources()
                .filter(file -> !file.endsWith("StyleTest.java"))
                .filter(
                    file -> lines(file).stream().anyMatch(line -> FORBIDDEN.matcher(line).find())))
        .isEmpty();
  }

  @Test
  void noTestSleeps() throws IOException {
    assertThat(
            sources()
                .filter(file -> file.toString().contains("/src/test/"))
                .filter(file -> !file.endsWith("StyleTest.java"))
                .filter(
                    file -> lines(file).stream().anyMatch(line -> line.contains("Thread.sleep("))))
        .isEmpty();
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    assertThat(
            sources()
                .filter(file -> file.toString().contains("/src/main/"))
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !isNullMarked(folder)))
        .isEmpty();
  }

  private static boolean isNullMarked(Path folder) {
    Path info = folder.resolve("package-info.java");
    return Files.exists(info) && lines(info).contains("@NullMarked");
  }

  private static Stream<Path> sources() throws IOException {
    return Stream.of("grid-config", "app", "loadtest")
        .map(module -> ROOT.resolve(module).resolve("src"))
        .flatMap(StyleTest::walk)
        .filter(file -> file.toString().endsWith(".java"));
  }

  private static Stream<Path> walk(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
