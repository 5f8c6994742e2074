package io.gridpool.agent.style;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.fault.FaultPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No write without a {@link FaultPoint} before and after it: the crash runs take their cases from
 * that list, so a new write cannot escape them.
 */
class FaultPointRuleTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** Disk, consensus group, API server; reads and closing are not here. */
  private static final Pattern WRITE =
      Pattern.compile(
          "\\.force\\((true|false)\\)|file\\.force\\(\\)|next\\.force\\(\\)|disk\\.(move|forceFolder)\\(|Folders\\.(sync|saveName)\\(|Files\\.(move|write|writeString|delete|deleteIfExists|copy)\\("
              + "|\\.(create|delete|update|updateStatus|serverSideApply|createOr\\w+|editStatus)\\(\\)"
              + "|\\.patch\\(|store\\.(replace|createIfAbsent)\\(|(ledger|group|gate)\\.(submit|commit)\\("
              + "|replicate\\(leading|member\\.(promote|remove)\\(");

  private static final int LINES_AROUND_MAX = 9;

  /** Files whose writes are on none of the paths that can lose or repeat an address, and why. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("EventWriter.java", "Events tell people; nothing reads them"),
          Map.entry("AuthoritySecret.java", "certificates of the webhook"),
          Map.entry("UnixSocketServer.java", "the socket's file, made anew at each start"),
          Map.entry("SubnetController.java", "makes and deletes pools as people do"),
          Map.entry("AutoPools.java", "makes and deletes pools as people do"),
          Map.entry("AttachmentWriter.java", "network definitions, which hold no address"),
          Map.entry("WhoAmI.java", "asks under which name it is known"),
          Map.entry("FaultTrap.java", "the end itself"),
          Map.entry("Folders.java", "its callers hold the points; a folder that is made is empty"),
          Map.entry("JournalDisk.java", "called by JournalFile, which holds the points"),
          Map.entry("RecordGuard.java", "hands on to GridTermStore, which holds the points"),
          Map.entry("SeatHost.java", "hands on to LedgerGroup, which holds the point"),
          Map.entry("AuditedGate.java", "hands on what its callers submit"),
          Map.entry("MeasuredGate.java", "hands on what its callers submit"));

  @Test
  void everyWriteLiesBetweenTheTwoSidesOfAPoint() throws IOException {
    List<String> naked = new ArrayList<>();
    for (Path file : sources()) {
      if (!ELSEWHERE.containsKey(String.valueOf(file.getFileName()))) {
        naked.addAll(naked(file.getFileName() + "", Files.readAllLines(file)));
      }
    }
    assertThat(naked).isEmpty();
  }

  @Test
  void everyPointIsPassedOnBothSidesSomewhere() throws IOException {
    String all = "";
    for (Path file : sources()) {
      all += Files.readString(file);
    }
    String code = all;
    assertThat(
            Arrays.stream(FaultPoint.values())
                .filter(point ->
                    !code.contains("FaultPoint." + point + ".before()")
                        || !code.contains("FaultPoint." + point + ".after()"))
                .map(Enum::name)
                .collect(Collectors.toList()))
        .isEmpty();
  }

  @Test
  void findsAWriteThatHasNone() {
    assertThat(naked("X.java", List.of("void f() {", "  channel.force(true);", "}"))).hasSize(1);
    assertThat(
            naked(
                "X.java",
                List.of(
                    "  FaultPoint.JOURNAL_CUT.before();",
                    "  channel.force(true);",
                    "  FaultPoint.JOURNAL_CUT.after();")))
        .isEmpty();
    assertThat(naked("X.java", List.of("FaultPoint.JOURNAL_CUT.before();", "channel.force(true);")))
        .hasSize(1);
  }

  private static List<String> naked(String name, List<String> lines) {
    List<String> naked = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      boolean writes = WRITE.matcher(lines.get(i)).find() && !lines.get(i).strip().startsWith("*");
      if (writes && !(covered(lines, i, -1, ".before()") && covered(lines, i, 1, ".after()"))) {
        naked.add(name + ":" + (i + 1) + ": " + lines.get(i).strip());
      }
    }
    return naked;
  }

  private static boolean covered(List<String> lines, int from, int step, String side) {
    for (int i = from; Math.abs(i - from) <= LINES_AROUND_MAX; i += step) {
      if (i < 0 || i >= lines.size()) {
        return false;
      }
      if (lines.get(i).contains("FaultPoint.") && lines.get(i).contains(side)) {
        return true;
      }
    }
    return false;
  }

  private static List<Path> sources() throws IOException {
    List<Path> all = new ArrayList<>();
    for (String module : List.of("grid-config", "app")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
      }
    }
    return all;
  }
}
