package io.gridpool.loadtest.load.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.loadtest.load.plugin.PluginCalls.Request;
import io.gridpool.loadtest.load.plugin.PluginCalls.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginCallsTest {
  @TempDir Path folder;

  private Answer call(String script, String verb) throws IOException {
    Path plugin = folder.resolve("plugin");
    Files.writeString(plugin, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (PluginCalls calls = new PluginCalls(plugin)) {
      return calls.call(
          new Request(verb, new Target("ns", "web-0", "u1"), "c1", "{\"name\": \"x\"}"));
    }
  }

  @Test
  void anAddIsGivenAnAddressWithoutItsPrefix() throws IOException {
    Answer answer = call("echo '{\"ips\": [{\"address\": \"10.1.2.3/16\"}]}'", "ADD");
    assertThat(answer.well()).isTrue();
    assertThat(answer.address()).isEqualTo("10.1.2.3");
    assertThat(answer.exitNs()).isGreaterThan(answer.execNs());
  }

  @Test
  void thePluginSeesWhatARuntimeTellsIt() throws IOException {
    Answer answer =
        call(
            "cat >/dev/null; echo \"{\\\"code\\\": 7, \\\"msg\\\": \\\"$CNI_COMMAND $CNI_CONTAINERID $CNI_ARGS\\\"}\"; exit 1",
            "DEL");
    assertThat(answer.code()).isEqualTo(7);
    assertThat(answer.message())
        .contains("DEL c1", "K8S_POD_NAMESPACE=ns;K8S_POD_NAME=web-0", "K8S_POD_UID=u1");
  }

  @Test
  void theConfigurationComesOnStandardInput() throws IOException {
    Answer answer =
        call("read -r line; echo '{\"code\": 11, \"msg\": \"'${#line}'\"}'; exit 1", "ADD");
    assertThat(answer.message()).isEqualTo("13");
    assertThat(answer.fateUnknown()).isTrue();
  }

  @Test
  void onlyAPoolThatIsUsedUpIsSureToHaveGivenNothing() throws IOException {
    assertThat(call("echo '{\"code\": 101}'; exit 1", "ADD").fateUnknown()).isFalse();
    assertThat(call("exit 1", "ADD").fateUnknown()).isTrue();
    assertThat(call("exit 1", "ADD").code()).isEqualTo(Answer.NO_ANSWER);
  }
}
