package io.gridpool.loadtest.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CallTimesTest {
  @Test
  void everyCallMayTakeTenSecondsOnAFullMachine() {
    assertThat(CallTimes.of(Map.of("ADD", 9_700.0, "DEL", 11_000.0), false).kept()).isTrue();
  }

  @Test
  void anAddOfAnAgentThatIsThereDoesNotTakeFourteenSeconds() {
    assertThat(CallTimes.of(Map.of("ADD", 14_070.0, "CHECK", 30.0), false).breaches())
        .singleElement()
        .asString()
        .contains("ADD", "14070", "12000");
  }

  @Test
  void onlyAnAddWaitsForAnAgentThatLeft() {
    Map<String, Double> longestMs = Map.of("ADD", 28_000.0, "DEL", 13_000.0);
    assertThat(CallTimes.of(longestMs, true).breaches()).singleElement().asString().contains("DEL");
  }
}
