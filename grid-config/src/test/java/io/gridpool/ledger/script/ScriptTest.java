package io.gridpool.ledger.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.Ledger;
import io.gridpool.ledger.LedgerInvariants;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs {@code ledger/*.txt}: a line with {@code >} is a command, the line with {@code =} after it
 * what the ledger must say, {@code > at N} sets the clock, anything else is prose.
 */
final class ScriptTest {
  private static final Path SCRIPTS = Path.of("src/test/resources/ledger");

  @Test
  void everyScriptComesOutAsWritten() throws IOException {
    Set<Class<?>> seen = new HashSet<>();
    for (Path script : scripts()) {
      List<String> written = Files.readAllLines(script);
      assertThat(run(written, seen)).as(script.toString()).isEqualTo(written);
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(outcomes(Outcome.class).toList());
  }

  private static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      List<Path> scripts = files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
      assertThat(scripts).isNotEmpty();
      return scripts;
    }
  }

  private static List<String> run(List<String> lines, Set<Class<?>> seen) {
    Ledger ledger = new Ledger();
    TermId term = new TermId(1, "g");
    long nowMs = 0;
    List<String> output = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("> at ")) {
        nowMs = Long.parseLong(line.substring(5));
      } else if (line.startsWith("> as term ")) {
        term = new TermId(Long.parseLong(line.substring(10)), "g");
      }
      if (!line.startsWith("= ")) {
        output.add(line);
      }
      if (line.startsWith("> ") && !line.startsWith("> at ") && !line.startsWith("> as ")) {
        Batch batch = new Batch(term, nowMs, List.of(ScriptCommand.parse(line.substring(2))));
        Outcome outcome = ledger.apply(output.size(), batch).getFirst();
        LedgerInvariants.check(ledger);
        seen.add(outcome.getClass());
        output.add("= " + OutcomeText.of(outcome));
      }
    }
    return output;
  }

  private static Stream<Class<?>> outcomes(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(ScriptTest::outcomes)
        : Stream.of(type);
  }
}
