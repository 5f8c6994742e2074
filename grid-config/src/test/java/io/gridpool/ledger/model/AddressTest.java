package io.gridpool.ledger.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AddressTest {
  @Test
  void writesIpv6InItsShortestForm() {
    List<List<String>> pairs =
        List.of(
            List.of("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"),
            List.of("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            List.of("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            List.of("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            List.of("2001:DB8::00AB", "2001:db8::ab"),
            List.of("0:0:0:0:0:0:0:0", "::"),
            List.of("0:0:0:0:0:0:0:1", "::1"),
            List.of("fd00:0:0:0:0:0:0:0", "fd00::"));
    for (List<String> pair : pairs) {
      assertThat(Address.parse(pair.get(0))).hasToString(pair.get(1));
      assertThat(Address.parse(pair.get(1))).isEqualTo(Address.parse(pair.get(0)));
    }
  }

  @Test
  void refusesWhatIsNoAddressAndNamesIt() {
    for (String text :
        List.of("", "10.1", "10.0.0.256", "host", "fe80::1%eth0", "[::1]", "1::2::3")) {
      assertThatThrownBy(() -> Address.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"" + text + "\"");
    }
  }

  @Test
  void ordersAndCountsAcrossTheSignBitsAndTheHalves() {
    Address below = Address.parse("fd00::ffff:ffff:ffff:ffff");
    Address above = Address.parse("fd00:0:0:1::");
    assertThat(below.plus(1)).isEqualTo(above);
    assertThat(above.plus(-1)).isEqualTo(below);
    assertThat(above).isGreaterThan(below);
    assertThat(above.distanceFrom(below)).isEqualTo(1);
    assertThat(Address.parse("200.0.0.1")).isGreaterThan(Address.parse("100.0.0.1"));
    assertThat(Address.parse("fd01::").distanceFrom(below)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void rangesSaturateAndKeepTheirOrder() {
    assertThat(AddressRange.parse("fd00::-fd00:0:0:ffff:ffff:ffff:ffff:ffff").size())
        .isEqualTo(Long.MAX_VALUE);
    assertThat(AddressRange.parse("10.0.0.0-10.255.255.255").size()).isEqualTo(1 << 24);
    assertThatThrownBy(() -> AddressRange.parse("10.0.0.2-10.0.0.1"))
        .hasMessageContaining("10.0.0.2-10.0.0.1");
    assertThatThrownBy(() -> AddressRange.parse("10.0.0.2-fd00::1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void subnetsKnowTheirAddressesAndRefuseHostBits() {
    assertThat(Subnet.parse("fd00::/48").contains(Address.parse("fd00:0:0:ffff::1"))).isTrue();
    assertThat(Subnet.parse("fd00::/48").contains(Address.parse("fd00:0:1::"))).isFalse();
    assertThat(Subnet.parse("0.0.0.0/0").contains(Address.parse("255.255.255.255"))).isTrue();
    assertThat(Subnet.parse("10.0.0.0/8").overlaps(Subnet.parse("10.9.0.0/16"))).isTrue();
    assertThat(Subnet.parse("::/0").overlaps(Subnet.parse("0.0.0.0/0"))).isFalse();
    assertThatThrownBy(() -> Subnet.parse("10.6.0.1/16")).hasMessageContaining("10.6.0.0/16");
    assertThatThrownBy(() -> Subnet.parse("10.6.0.0/33")).hasMessageContaining("33");
    assertThatThrownBy(() -> Subnet.parse("10.6.0.0")).hasMessageContaining("10.6.0.0");
  }
}
