package io.gridpool.loadtest.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Gives each test its {@link Scene}, removes it after the test, and writes one line per row to
 * {@code target/e2e-rows.tsv}: result, row, test, first line of the failure.
 */
final class SceneExtension implements ParameterResolver, AfterEachCallback, TestWatcher {
  private static final ExtensionContext.Namespace PLACE =
      ExtensionContext.Namespace.create(SceneExtension.class);
  private static final Path ROWS = Path.of("target/e2e-rows.tsv");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Scene.class;
  }

  @Override
  public Scene resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(PLACE)
        .getOrComputeIfAbsent("scene", key -> new Scene(row(context)), Scene.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Scene scene = context.getStore(PLACE).remove("scene", Scene.class);
    if (scene == null) {
      return;
    }
    if (context.getExecutionException().isPresent()) {
      System.out.println(scene.account());
    }
    scene.close();
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    write("passed", context, "");
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    write("FAILED", context, Optional.ofNullable(cause.getMessage()).orElse(cause.toString()));
  }

  private static String row(ExtensionContext context) {
    return context.getRequiredTestMethod().getName().split("_", 2)[0].toLowerCase(Locale.ROOT);
  }

  private static synchronized void write(String result, ExtensionContext context, String reason) {
    String first = reason.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    String line =
        String.join(
            "\t",
            result,
            row(context).toUpperCase(Locale.ROOT),
            context.getRequiredTestMethod().getName() + " " + context.getDisplayName(),
            first);
    System.out.println(line);
    try {
      Files.createDirectories(ROWS.toAbsolutePath().getParent());
      Files.writeString(ROWS, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
