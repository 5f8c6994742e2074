package io.gridpool.agent.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.agent.ops.Readings.OfLedger;
import io.gridpool.agent.ops.Readings.Subnet;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.query.Answer;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pools as series: the first by name, the rest together. */
class PoolGaugesTest {
  private static final int BEYOND = 3;

  private static PoolState pool(int number) {
    String net = "10." + number / 250 + "." + number % 250;
    PoolSpec spec =
        new PoolSpec(
            "pool-%04d".formatted(number),
            io.gridpool.ledger.model.Subnet.parse(net + ".0/24"),
            List.of(AddressRange.parse(net + ".10-" + net + ".19")),
            List.of(),
            0,
            false,
            "");
    return new PoolState(spec, 10, 4, 1, 5, 1);
  }

  private static List<GaugeSnapshot> gauges(int pools, List<Reservation> reservations) {
    var status = new Answer.Status(new TermId(1, ""), 1, 1, 1, 1, pools, false, List.of());
    List<PoolState> states = IntStream.range(0, pools).mapToObj(PoolGaugesTest::pool).toList();
    return new PoolGauges(
            new OfLedger(
                status, states, reservations, List.of(new Subnet("net", 2, 100, 40)), 3, 3))
        .snapshots();
  }

  private static double value(List<GaugeSnapshot> gauges, String name, String... labels) {
    return gauges.stream()
        .filter(gauge -> gauge.getMetadata().getName().equals(name))
        .flatMap(gauge -> gauge.getDataPoints().stream())
        .filter(point ->
            IntStream.range(0, labels.length / 2)
                .allMatch(i -> labels[2 * i + 1].equals(point.getLabels().get(labels[2 * i]))))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  @Test
  void whatIsBeyondTheLimitIsSummedUp() {
    List<GaugeSnapshot> gauges = gauges(PoolGauges.SHOWN_MAX + BEYOND, List.of());
    long series =
        gauges.stream()
            .filter(gauge -> gauge.getMetadata().getName().equals("gridpool_pool_addresses"))
            .mapToLong(gauge -> gauge.getDataPoints().size())
            .sum();
    assertThat(series).isEqualTo((PoolGauges.SHOWN_MAX + 1) * 5L);
    assertThat(value(gauges, "gridpool_pool_addresses", "pool", PoolGauges.REST, "state", "used"))
        .isEqualTo(4 * BEYOND);
    assertThat(value(gauges, "spiderpool_total_ippool_counts"))
        .isEqualTo(PoolGauges.SHOWN_MAX + BEYOND);
  }

  @Test
  void quarantinedAddressesCountForTheirPoolOnly() {
    List<GaugeSnapshot> gauges =
        gauges(
            2,
            List.of(
                new Reservation(
                    "gridpool.io/quarantine/shop/uid",
                    List.of(AddressRange.parse("10.0.1.12"), AddressRange.parse("10.9.9.9"))),
                new Reservation("an-object", List.of(AddressRange.parse("10.0.0.11")))));
    assertThat(
            value(gauges, "gridpool_pool_addresses", "pool", "pool-0001", "state", "quarantined"))
        .isEqualTo(1);
    assertThat(
            value(gauges, "gridpool_pool_addresses", "pool", "pool-0000", "state", "quarantined"))
        .isZero();
  }

  @Test
  void subnetsTellWhatNoPoolHas() {
    List<GaugeSnapshot> gauges = gauges(1, List.of());
    assertThat(value(gauges, "spiderpool_debug_subnet_available_ip_counts", "SpiderSubnet", "net"))
        .isEqualTo(60);
  }
}
