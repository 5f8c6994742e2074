package io.gridpool.loadtest.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScrapeTest {
  private static final String PAGE =
      """
      # HELP gridpool_ready 1 while the agent serves
      # TYPE gridpool_ready gauge
      gridpool_ready 1.0
      gridpool_add_stage_seconds_count{stage="queue"} 12
      gridpool_add_stage_seconds_sum{stage="queue"} 1.5E-2
      jvm_memory_used_bytes 7
      """;

  @Test
  void readsTheSeriesThatAreAskedFor() {
    Scrape scrape = Scrape.parse(PAGE, "gridpool_");
    assertThat(scrape.values()).hasSize(3);
    assertThat(scrape.get("gridpool_add_stage_seconds_count{stage=\"queue\"}")).isEqualTo(12);
    assertThat(scrape.get("gridpool_add_stage_seconds_sum{stage=\"queue\"}")).isEqualTo(0.015);
    assertThat(scrape.get("jvm_memory_used_bytes")).isZero();
  }

  @Test
  void growthCountsFromZeroAfterARestart() {
    Scrape before = Scrape.parse("a 10\nb 5\n");
    Scrape after = Scrape.parse("a 13\nb 2\nc 4\n");
    Scrape grown = after.since(before);
    assertThat(grown.get("a")).isEqualTo(3);
    assertThat(grown.get("b")).isEqualTo(2);
    assertThat(grown.get("c")).isEqualTo(4);
    assertThat(grown.plus(grown).get("a")).isEqualTo(6);
  }
}
