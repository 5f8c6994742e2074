package io.gridpool.ledger.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpool.ledger.FrozenLedger;
import io.gridpool.ledger.Ledger;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.EndAdoption;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.command.RaiseLevel;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.outcome.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Each level writes and reads exactly these bytes for ever: the files are never edited. Where a
 * file is wrong or missing, what would stand there is left in {@code target/codec}.
 */
final class GoldenBytesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/codec");
  private static final Path FOUND = Path.of("target/codec");

  @Test
  void commandsKeepTheirBytes() throws IOException {
    golden(
        "v1/commands",
        Samples.commands(),
        command -> LedgerCodec.encodeCommand(command, 1),
        LedgerCodec::decodeCommand);
    golden(
        "v2/commands",
        Samples.commandsOfLevel2(),
        command -> LedgerCodec.encodeCommand(command, 2),
        LedgerCodec::decodeCommand);
  }

  @Test
  void aFieldOfLevel2IsSpelledForProgramsOfLevel1() {
    Command unusable = Samples.commandsOfLevel2().getFirst();
    byte[] spelled = LedgerCodec.encodeCommand(unusable, 1);
    assertThat(LedgerCodec.levelOf(spelled)).isEqualTo(1);
    assertThat(LedgerCodec.decodeCommand(spelled)).isEqualTo(unusable);
    Batch batch = new Batch(Samples.TERM, 5, List.of(unusable));
    assertThat(LedgerCodec.decodeBatch(LedgerCodec.encodeBatch(batch, 1), 1)).isEqualTo(batch);
    byte[] newer = LedgerCodec.encodeBatch(batch, 2);
    assertThatThrownBy(() -> LedgerCodec.decodeBatch(newer, 1))
        .hasMessage("bytes of version 2; this program reads up to version 1");
  }

  @Test
  void batchesKeepTheirBytes() throws IOException {
    List<Command> commands = Samples.commands();
    Batch first = new Batch(Samples.TERM, 1_790_000_000_123L, commands.subList(0, 8));
    Batch later = new Batch(Samples.TERM, 1_790_000_000_124L, commands.subList(8, commands.size()));
    golden(
        "v1/batch",
        List.of(first, later),
        batch -> LedgerCodec.encodeBatch(batch, 1),
        bytes -> LedgerCodec.decodeBatch(bytes, 1));
  }

  @Test
  void outcomesKeepTheirBytes() throws IOException {
    golden(
        "v1/outcomes",
        Samples.outcomes().stream().map(List::of).toList(),
        LedgerCodec::encodeOutcomes,
        LedgerCodec::decodeOutcomes);
    golden(
        "v2/outcomes",
        List.of(List.<Outcome>of(new Outcome.LevelRaised(2))),
        LedgerCodec::encodeOutcomes,
        LedgerCodec::decodeOutcomes);
  }

  @Test
  void queriesKeepTheirBytes() throws IOException {
    golden("v1/queries", Samples.queries(), LedgerCodec::encodeQuery, LedgerCodec::decodeQuery);
  }

  @Test
  void answersKeepTheirBytes() throws IOException {
    golden("v1/answers", Samples.answers(), LedgerCodec::encodeAnswer, LedgerCodec::decodeAnswer);
  }

  @Test
  void snapshotsKeepTheirBytes() throws IOException {
    Ledger ledger = ledger();
    byte[] bytes = ledger.freeze().encode();
    ledger.apply(2, new Batch(Samples.TERM, 1_790_000_000_124L, List.of(named())));
    byte[] named = ledger.freeze().encode();
    golden("v1/snapshot", List.of(bytes, named), found -> found, found -> found);
    ledger.apply(3, new Batch(Samples.TERM, 1_790_000_000_125L, List.of(new RaiseLevel(2))));
    byte[] raised = ledger.freeze().encode();
    golden("v2/snapshot", List.of(raised), found -> found, found -> found);
    assertThatThrownBy(() -> FrozenLedger.decode(raised, 1)).hasMessageContaining("version 2");
    assertThat(FrozenLedger.decode(raised).thaw().level()).isEqualTo(2);
    assertThat(FrozenLedger.decode(bytes).thaw().freeze().encode()).isEqualTo(bytes);
    assertThat(FrozenLedger.decode(named).thaw().freeze().encode()).isEqualTo(named);
  }

  @Test
  void everyCutAndEveryNewerVersionIsRefusedWithASentence() {
    for (byte[] whole : List.of(ledger().freeze().encode(), encodedBatch())) {
      Function<byte[], Object> decode =
          Arrays.equals(whole, encodedBatch())
              ? bytes -> LedgerCodec.decodeBatch(bytes, LedgerCodec.LEVEL_NEWEST)
              : FrozenLedger::decode;
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> decode.apply(cut))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("damaged bytes");
      }
      byte[] newer = whole.clone();
      newer[0] = LedgerCodec.LEVEL_NEWEST + 1;
      assertThatThrownBy(() -> decode.apply(newer))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("version " + (LedgerCodec.LEVEL_NEWEST + 1));
    }
  }

  private static byte[] encodedBatch() {
    return LedgerCodec.encodeBatch(new Batch(Samples.TERM, 5, Samples.commands()), 1);
  }

  private static <T> void golden(
      String name, List<T> samples, Function<T, byte[]> encode, Function<byte[], T> decode)
      throws IOException {
    List<String> found = new ArrayList<>();
    for (T sample : samples) {
      byte[] bytes = encode.apply(sample);
      assertThat(decode.apply(bytes)).isEqualTo(sample);
      found.add(HexFormat.of().formatHex(bytes));
    }
    Path target = FOUND.resolve(name + ".hex");
    Files.createDirectories(target.getParent());
    Files.write(target, found);
    Path golden = GOLDEN.resolve(name + ".hex");
    assertThat(golden).exists();
    assertThat(Files.readAllLines(golden)).isEqualTo(found);
  }

  private static Ledger ledger() {
    Ledger ledger = new Ledger();
    List<Command> commands = new ArrayList<>(List.of(new OpenTerm(Samples.TERM)));
    PoolSpec four = Samples.POOL;
    commands.add(
        new PutPool(
            new PoolSpec(
                "p4", four.subnet(), four.ranges(), four.excluded(), 30_000, false, "{}")));
    commands.add(
        new PutPool(
            new PoolSpec(
                "p6",
                Subnet.parse("fd00::/48"),
                List.of(AddressRange.parse("fd00::1-fd00:0:0:ffff::")),
                List.of(),
                0,
                false,
                "")));
    commands.add(
        new PutReserved(
            new Reservation("gateways", List.of(AddressRange.parse("10.6.0.1-10.6.0.2")))));
    commands.add(new EndAdoption());
    commands.add(acquire("db-0", "01234567-89ab-cdef-0123-456789abcdef", "0123456789abcdef"));
    commands.add(acquire("lone", "no-uuid", "short"));
    commands.add(acquire("gone", "u", "c"));
    commands.add(new Reclaim(new EndpointKey("shop", "gone"), "u", "pod gone"));
    ledger.apply(1, new Batch(Samples.TERM, 1_790_000_000_123L, commands));
    return ledger;
  }

  private static Acquire named() {
    Acquire own = acquire("front", "01234567-89ab-cdef-0123-456789abcdee", "0123456789abcdee");
    return new Acquire(
        own.endpoint(),
        own.podUid(),
        own.node(),
        own.containerId(),
        own.owner(),
        true,
        own.wants(),
        true,
        "web-7c9f-abcde",
        "{\"routes\":[]}");
  }

  private static Acquire acquire(String name, String uid, String container) {
    return new Acquire(
        new EndpointKey("shop", name),
        uid,
        "worker-1",
        container,
        new Owner("apps", "StatefulSet", name.startsWith("db") ? "db" : name),
        name.startsWith("db"),
        List.of(
            new Want("eth0", IpFamily.V4, List.of("p4")),
            new Want("eth0", IpFamily.V6, List.of("p6"))));
  }
}
