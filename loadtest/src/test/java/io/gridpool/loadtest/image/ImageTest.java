package io.gridpool.loadtest.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.loadtest.demo.CniChain;
import io.gridpool.loadtest.demo.Place;
import io.gridpool.loadtest.demo.Sandbox;
import io.gridpool.loadtest.image.ImageGrid.Member;
import io.gridpool.loadtest.process.AgentRuntime;
import io.gridpool.loadtest.process.Await;
import io.gridpool.loadtest.process.Command.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Three containers of the image, asked by the plugin that travels in it. */
@Tag("image")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final CniChain chain = new CniChain(place());
  private final ImageGrid grid;

  ImageTest() throws IOException {
    grid = ImageGrid.start(given("GRIDPOOL_IMAGE"), Path.of("target/image"));
  }

  private static Path given(String variable) {
    return Path.of(Objects.requireNonNull(System.getenv(variable), variable + " is not set"));
  }

  private static Place place() {
    Path unused = Path.of("none");
    return new Place(
        unused,
        new AgentRuntime(unused, unused, unused, false),
        given("GRIDPOOL_CNI_BINARY"),
        unused,
        unused,
        false);
  }

  @AfterAll
  void stop() {
    grid.close();
  }

  private Sandbox sandbox(String name, Member member) {
    return Sandbox.of(grid.cluster().barePod(name, member.node(), ImageGrid.POOL));
  }

  private Output add(Sandbox sandbox, Member member) {
    return chain.ipamAlone("ADD", sandbox, member.agent().plan());
  }

  private List<String> addresses(Sandbox sandbox, Member member) {
    return CniChain.addresses(add(sandbox, member).orThrow());
  }

  @Test
  void eachContainerGivesAddressesWithoutRightsAndWithoutAShell() throws Exception {
    for (Member member : grid.members()) {
      assertThat(addresses(sandbox("first-" + member.node(), member), member)).hasSize(1);
      var inside = member.container().getContainerInfo();
      assertThat(inside.getConfig().getUser()).isEqualTo("65532:65532");
      assertThat(member.container().execInContainer("/bin/sh", "-c", "true").getExitCode())
          .as("a shell in the image")
          .isNotZero();
    }
  }

  @Test
  void theOthersGoOnWhileOneIsCutOffAndItComesBack() {
    Member cut = grid.leader();
    Sandbox known = sandbox("known", cut);
    List<String> before = addresses(known, cut);
    grid.cutOff(cut);
    Member other =
        grid.members().stream().filter(m -> !m.node().equals(cut.node())).findFirst().orElseThrow();
    Sandbox meanwhile = sandbox("meanwhile", other);
    Await.until("an address from the others", LIMIT, () -> add(meanwhile, other).exit() == 0);
    Output refused = add(sandbox("refused", cut), cut);
    assertThat(refused.out()).as("the one that is cut off").contains("\"code\": 11");
    grid.reconnect(cut);
    Await.until("it serves again", LIMIT, () -> cut.ready() && add(known, cut).exit() == 0);
    assertThat(addresses(known, cut)).as(grid.logs()).isEqualTo(before);
  }
}
