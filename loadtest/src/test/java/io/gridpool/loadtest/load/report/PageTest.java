package io.gridpool.loadtest.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final String RESULT =
      """
      {"name": "burst-1", "scenario": "burst", "plugin": "gridpool", "kept": KEPT, "options": {"pods": 3, "command": "load <burst>"},
       "verdicts": [{"promise": "no address with two holders", "kept": KEPT, "looked": "3 grants", "breaches": BREACHES}],
       "outcomes": {"ADD ok": 3, "ADD code 11": 2}, "faults": [{"fault": "kill-leader", "target": "n1", "atS": 1.0, "untilS": 2.0}],
       "perSecond": {"add": [0, 3, 1], "del": [0, 0, 3]}, "samples": {"atS": [0, 1, 2], "held": [0, 3, 0]}}
      """;

  private static JsonNode result(boolean kept) throws JsonProcessingException {
    String breaches = kept ? "[]" : "[\"10.0.0.1 is held twice\"]";
    return new ObjectMapper()
        .readTree(RESULT.replace("KEPT", Boolean.toString(kept)).replace("BREACHES", breaches));
  }

  @Test
  void nothingOnThePageComesFromElsewhere() throws JsonProcessingException {
    String page = Page.of(List.of(result(true)));
    assertThat(page).doesNotContain("http", "src=", "<script", "@import", "url(");
    assertThat(page).contains("1 runs, every promise kept", "<svg", "kill-leader");
    assertThat(page).contains("load &lt;burst&gt;");
  }

  @Test
  void aBrokenPromiseStandsAtTheTopAndIsNamed() throws JsonProcessingException {
    String page = Page.of(List.of(result(true), result(false)));
    assertThat(page).contains("A promise was broken in 1 of 2 runs", "10.0.0.1 is held twice");
  }

  @Test
  void theSummaryNamesWhatWasBroken() throws JsonProcessingException {
    assertThat(Summary.of(result(false))).contains("A PROMISE WAS BROKEN", "held twice");
    assertThat(Summary.of(result(true))).contains("all promises kept").doesNotContain("**NO**");
  }

  @Test
  void aLineReachesAcrossThePlane() {
    Chart chart = new Chart("t", Scale.linear("s"), Scale.decades("ms"));
    chart.line("a", List.of(new Chart.Point(0, 1), new Chart.Point(10, 1_000)));
    assertThat(chart.svg()).contains("58.0,210.0", "626.0,34.0");
    assertThat(new Chart("t", Scale.linear(""), Scale.linear("")).svg()).isEmpty();
  }
}
