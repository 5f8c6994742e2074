package io.gridpool.loadtest.load.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes one page of all results in a folder. */
@Command(name = "./gridpool report", mixinStandardHelpOptions = true)
public final class ReportMain implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "where ./gridpool load wrote its results")
  Path folder = Path.of(".");

  @Override
  public Integer call() throws IOException {
    List<JsonNode> results = new ArrayList<>();
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        JsonNode result = new ObjectMapper().readTree(file.toFile());
        if (result.has("scenario") && result.has("verdicts")) {
          results.add(result);
        }
      }
    }
    if (results.isEmpty()) {
      System.out.println("report: no results in " + folder);
      return 1;
    }
    Path page = folder.resolve("report.html");
    Files.writeString(page, Page.of(results));
    System.out.println("report: " + results.size() + " runs in " + page);
    return 0;
  }

  /** Exit code 0 when there was something to report. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ReportMain()).execute(arguments));
  }
}
