package io.gridpool.agent.kube.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.agent.kube.application.AutoPoolRanges.Cut;
import io.gridpool.agent.kube.application.AutoPoolRanges.Stock;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which addresses the pool of an application gets. */
class AutoPoolRangesTest {
  private static final List<AddressRange> SUBNET = ranges("10.1.0.1-10.1.0.20");

  private static List<AddressRange> ranges(String... texts) {
    return Arrays.stream(texts).map(AddressRange::parse).toList();
  }

  private static List<Address> held(String... texts) {
    return Arrays.stream(texts).map(Address::parse).toList();
  }

  private static Stock stock(List<AddressRange> own, List<Address> held) {
    return new Stock(own, held, SUBNET, ranges("10.1.0.3-10.1.0.5"), ranges("10.1.0.7"));
  }

  @Test
  void aNewPoolGetsTheLowestThatNobodyHasAndNobodyReserved() {
    Cut cut = AutoPoolRanges.cut(stock(List.of(), List.of()), 5);
    assertThat(cut.ranges())
        .isEqualTo(ranges("10.1.0.1-10.1.0.2", "10.1.0.6", "10.1.0.8-10.1.0.9"));
    assertThat(cut.missing()).isZero();
  }

  @Test
  void aPoolThatGrowsKeepsWhatItHas() {
    Cut cut = AutoPoolRanges.cut(stock(ranges("10.1.0.18-10.1.0.19"), List.of()), 4);
    assertThat(cut.ranges()).isEqualTo(ranges("10.1.0.1-10.1.0.2", "10.1.0.18-10.1.0.19"));
  }

  @Test
  void aPoolThatShrinksLosesTheLowestThatNobodyHolds() {
    Cut cut =
        AutoPoolRanges.cut(stock(ranges("10.1.0.10-10.1.0.14"), held("10.1.0.10", "10.1.0.13")), 3);
    assertThat(cut.ranges()).isEqualTo(ranges("10.1.0.10", "10.1.0.13-10.1.0.14"));
    assertThat(cut.waiting()).isZero();
  }

  @Test
  void whatIsHeldStaysAndIsWaitedFor() {
    Cut cut =
        AutoPoolRanges.cut(stock(ranges("10.1.0.10-10.1.0.11"), held("10.1.0.10", "10.1.0.11")), 1);
    assertThat(cut.ranges()).isEqualTo(ranges("10.1.0.10-10.1.0.11"));
    assertThat(cut.waiting()).isEqualTo(1);
  }

  @Test
  void anAddressThatAnotherPoolHasIsGivenUpUnlessItIsHeld() {
    Cut cut = AutoPoolRanges.cut(stock(ranges("10.1.0.3-10.1.0.4"), held("10.1.0.4")), 2);
    assertThat(cut.ranges()).isEqualTo(ranges("10.1.0.1", "10.1.0.4"));
  }

  @Test
  void aSubnetThatHasTooFewChangesNothingAndSaysHowManyLack() {
    Cut cut = AutoPoolRanges.cut(stock(ranges("10.1.0.20"), List.of()), 30);
    assertThat(cut.ranges()).isEqualTo(ranges("10.1.0.20"));
    assertThat(cut.left()).isEqualTo(15);
    assertThat(cut.missing()).isEqualTo(14);
  }

  @Test
  void aHugeSubnetIsNeverMadeIntoAList() {
    var stock =
        new Stock(
            List.of(),
            List.of(),
            ranges("fd00::-fd00::ffff:ffff:ffff:ffff"),
            List.of(),
            ranges("10.1.0.7", "fd00::"));
    assertThat(AutoPoolRanges.cut(stock, 3).ranges()).isEqualTo(ranges("fd00::1-fd00::3"));
  }
}
