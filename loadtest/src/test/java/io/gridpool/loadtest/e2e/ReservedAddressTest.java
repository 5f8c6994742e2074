package io.gridpool.loadtest.e2e;

import static io.gridpool.loadtest.e2e.Addresses.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpool.loadtest.e2e.Addresses.Block;
import io.gridpool.loadtest.e2e.Addresses.Net;
import org.junit.jupiter.api.Test;

/** Catalogue §10.5: reserved and excluded addresses are never given. */
@RealNodes
class ReservedAddressTest {

  @Test
  void S00001_reservedAddressesAreNotGivenUntilTheReservationEnds(Scene scene) {
    Block block = block(Net.V4, 2);
    String reservation = scene.reserve("all", block.all());
    String pool = scene.pool("v4", block);
    scene.pods().create(Workloads.deployment("app", 2, Annotations.ippool(pool)));
    scene.pods().refused("app", "all IP addresses used out");
    scene.unreserve(reservation);
    new Ledgered(scene).exactly(scene.pods().running("app", 2), pool);
  }

  @Test
  void S00002_excludedAddressesAreNotGiven(Scene scene) {
    Block block = block(Net.V4, 3);
    String pool = scene.pool("v4", block, "excludeIPs: [\"" + block.range(1, 2) + "\"]");
    scene.pods().create(Workloads.deployment("app", 2, Annotations.ippool(pool)));
    scene.pods().refused("app", "all IP addresses used out");
    scene.pods().runningAre("app", 1);
    onlyHolds(scene, pool, block.at(3));
    scene.editPool(pool, "excludeIPs: []");
    new Ledgered(scene).exactly(scene.pods().running("app", 2), pool);
  }

  @Test
  void S00003_anAddressInUseCannotBeExcluded(Scene scene) {
    Block block = block(Net.V4, 1);
    String pool = scene.pool("v4", block);
    scene.pods().create(Workloads.pod("app", Annotations.ippool(pool)));
    new Ledgered(scene).exactly(scene.pods().running("app", 1), pool);
    assertThatThrownBy(() -> scene.editPool(pool, "excludeIPs: [\"" + block.at(1) + "\"]"))
        .hasMessageContaining(block.at(1));
  }

  @Test
  void S00004_poolInASubnetObeysBothListsOfExclusions(Scene scene) {
    Block block = block(Net.V4_EXCLUDED, 10);
    scene.subnet("subnet", block, "excludeIPs: [\"" + block.range(1, 8) + "\"]");
    assertThatThrownBy(
            () -> scene.createPool("outside", block, "ips: [\"" + block.range(8, 10) + "\"]"))
        .hasMessageContaining(block.at(8));
    String pool =
        scene.pool(
            "inside",
            block,
            "ips: [\"" + block.range(9, 10) + "\"]",
            "excludeIPs: [\"" + block.at(9) + "\"]");
    scene.pods().create(Workloads.deployment("app", 2, Annotations.ippool(pool)));
    scene.pods().refused("app", "all IP addresses used out");
    scene.pods().runningAre("app", 1);
    onlyHolds(scene, pool, block.at(10));
  }

  private static void onlyHolds(Scene scene, String pool, String address) {
    Eventually.passes(
        pool + " holds " + address + " and nothing else",
        Eventually.MIRROR,
        () -> assertThat(new Ledgered(scene).records(pool).keySet()).containsExactly(address));
  }
}
