package io.gridpool.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
  private final Environment environment =
      new Environment(Map.of("NODE_NAME", "worker-1", "HOST_IP", "10.0.0.1", "EMPTY", " "));

  @Test
  void putsValuesWhereTheFileNamesVariables() {
    assertThat(environment.expand("node: ${NODE_NAME}\nagent: ${HOST_IP}:5713\n"))
        .isEqualTo("node: worker-1\nagent: 10.0.0.1:5713\n");
  }

  @Test
  void leavesEverythingElseAsItIs() {
    assertThat(environment.expand("price: $5, ${}, $NODE_NAME"))
        .isEqualTo("price: $5, ${}, $NODE_NAME");
  }

  @Test
  void namesAVariableThatHasNoValue() {
    assertThatThrownBy(() -> environment.expand("node: ${POD_NAME}"))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining("${POD_NAME}");
    assertThatThrownBy(() -> environment.expand("node: ${EMPTY}")).hasMessageContaining("${EMPTY}");
  }
}
