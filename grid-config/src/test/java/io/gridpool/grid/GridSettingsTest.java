package io.gridpool.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.instance.EndpointQualifier;
import io.gridpool.grid.raft.Halt;
import io.gridpool.grid.raft.LedgerService;
import io.gridpool.ledger.model.TermId;
import org.junit.jupiter.api.Test;

class GridSettingsTest {
  @Test
  void refusesUnsafeModeWithOneSentence() {
    assertThatThrownBy(() -> settings(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cp-member-count is 0, it must be 3 to 7: with 0 Hazelcast runs its unsafe mode, which"
                + " loses addresses without an error");
    assertThatThrownBy(() -> settings(2)).hasMessageStartingWith("cp-member-count is 2");
  }

  @Test
  void aMemberListensForMembersOnly() {
    Config config = config();

    assertThat(config.getAdvancedNetworkConfig().isEnabled()).isTrue();
    assertThat(config.getAdvancedNetworkConfig().getEndpointConfigs())
        .containsOnlyKeys(EndpointQualifier.MEMBER);
    assertThat(config.getJetConfig().isEnabled()).isFalse();
    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
  }

  @Test
  void theTermIsPartOfTheClusterName() {
    assertThat(config().getClusterName()).isEqualTo("gridpool-4");
  }

  private static Config config() {
    var seats = GridFixture.records(25_790);
    TermRecord record = new TermRecord(new TermId(4, ""), false, seats, "");
    return MemberConfig.of(
        MemberStart.forming(settings(3), record, seats.getFirst()),
        new LedgerService(Halt.process()));
  }

  private static GridSettings settings(int cpMemberCount) {
    return new GridSettings(
        "gridpool", cpMemberCount, GridFixture.KEYS, MemberTuning.DEFAULT, Halt.process());
  }
}
