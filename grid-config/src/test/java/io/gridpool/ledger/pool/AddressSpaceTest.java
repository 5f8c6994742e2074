package io.gridpool.ledger.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AddressSpaceTest {
  private static List<AddressRange> ranges(String... texts) {
    return Arrays.stream(texts).map(AddressRange::parse).toList();
  }

  private static PoolSpec spec(String subnet, List<AddressRange> in, List<AddressRange> out) {
    return new PoolSpec("p", Subnet.parse(subnet), in, out, 0, false, "");
  }

  @Test
  void numbersWhatIsLeftAfterExclusions() {
    AddressSpace space =
        AddressSpace.of(
            spec(
                "10.0.0.0/24",
                ranges("10.0.0.20-10.0.0.29", "10.0.0.1-10.0.0.5"),
                ranges("10.0.0.3", "10.0.0.25-10.0.0.40")));
    assertThat(space.ranges())
        .isEqualTo(ranges("10.0.0.1-10.0.0.2", "10.0.0.4-10.0.0.5", "10.0.0.20-10.0.0.24"));
    assertThat(space.total()).isEqualTo(9);
    for (int slot = 0; slot < 9; slot++) {
      assertThat(space.slotOf(space.addressOf(slot))).isEqualTo(slot);
    }
    assertThat(space.slotOf(Address.parse("10.0.0.3"))).isEqualTo(-1);
    assertThat(space.slotOf(Address.parse("10.0.0.255"))).isEqualTo(-1);
  }

  @Test
  void holdsAWholeSlash8AndASlash48WithoutMaterialisingThem() {
    AddressSpace four =
        AddressSpace.of(spec("10.0.0.0/8", ranges("10.0.0.0-10.255.255.255"), List.of()));
    assertThat(four.total()).isEqualTo(1 << 24);
    assertThat(four.addressOf((1 << 24) - 1)).hasToString("10.255.255.255");
    AddressSpace six =
        AddressSpace.of(
            spec(
                "fd00::/48",
                ranges("fd00::-fd00:0:0:ffff:ffff:ffff:ffff:ffff"),
                ranges("fd00::10-fd00::1f")));
    assertThat(six.total()).isEqualTo(Long.MAX_VALUE);
    assertThat(six.slots()).isEqualTo(AddressSpace.SLOTS_MAX);
    assertThat(six.addressOf(16)).hasToString("fd00::20");
    assertThat(six.slotOf(six.addressOf(AddressSpace.SLOTS_MAX - 1)))
        .isEqualTo(AddressSpace.SLOTS_MAX - 1);
    assertThat(six.slotOf(Address.parse("fd00:0:0:ffff::"))).isEqualTo(-1);
  }

  @Test
  void searchWrapsAroundTheEndAndSkipsTakenAndReserved() {
    PoolSpec spec = spec("10.0.0.0/24", ranges("10.0.0.1-10.0.0.6"), List.of());
    Pool pool = new Pool(spec, AddressSpace.of(spec), 1);
    pool.reserve(pool.space().slotsOf(ranges("10.0.0.1-10.0.0.2", "10.0.0.6")));
    pool.lease(4);
    assertThat(pool.nextFree(pool.cursor(), slot -> false, 0)).isEqualTo(2);
    assertThat(pool.nextFree(pool.cursor(), slot -> slot == 2, 0)).isEqualTo(3);
    assertThat(pool.nextFree(pool.cursor(), slot -> true, 0)).isEqualTo(-1);
    assertThat(pool.state(0).free()).isEqualTo(2);
  }

  @Test
  void rangesThatReachTheLastAddressDoNotWrap() {
    List<AddressRange> last = ranges("255.255.255.250-255.255.255.255");
    assertThat(RangeSet.minus(last, ranges("255.255.255.254-255.255.255.255")))
        .isEqualTo(ranges("255.255.255.250-255.255.255.253"));
    assertThat(RangeSet.of(ranges("255.255.255.255", "0.0.0.0")))
        .isEqualTo(ranges("0.0.0.0", "255.255.255.255"));
  }
}
