package io.gridpool.ledger.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.codec.ByteSource;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.LeaseChange;
import io.gridpool.ledger.model.LeaseChange.Kind;
import io.gridpool.ledger.model.NicLease;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HistoryTest {
  private static final Address FIRST = Address.parse("10.6.0.5");

  private static HistoryFilter of(Address address) {
    return new HistoryFilter(address, null, Long.MAX_VALUE);
  }

  private static void add(History history, int pod, Address address, Kind kind) {
    history.add(
        new LeaseChange(
            history.next(),
            1_000L * history.next(),
            kind,
            new EndpointKey("shop", "web-" + pod),
            "web-" + pod,
            "uid-" + pod,
            "n" + pod % 3,
            "0123456789abcdef",
            new NicLease("eth0", "p4", address, 16),
            kind == Kind.FREED ? "CNI DEL" : ""));
  }

  private static History of(int changes) {
    History history = new History();
    for (int i = 0; i < changes; i++) {
      add(history, i, FIRST.plus(i), Kind.GRANTED);
    }
    return history;
  }

  private static List<LeaseChange> all(History history, HistoryFilter filter) {
    List<LeaseChange> found = new ArrayList<>();
    long before = 0;
    do {
      History.Found page = history.find(filter, before, 700);
      found.addAll(page.changes());
      before = page.before();
    } while (before != 0);
    return found;
  }

  @Test
  void tellsWhoHadAnAddressNewestFirst() {
    History history = of(5_000);
    add(history, 0, FIRST, Kind.FREED);
    add(history, 77, FIRST, Kind.GRANTED);
    assertThat(all(history, of(FIRST)))
        .extracting(LeaseChange::podName, LeaseChange::kind)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("web-77", Kind.GRANTED),
            org.assertj.core.groups.Tuple.tuple("web-0", Kind.FREED),
            org.assertj.core.groups.Tuple.tuple("web-0", Kind.GRANTED));
  }

  @Test
  void looksNoFurtherThanTheMomentAskedFor() {
    History history = of(3_000);
    add(history, 0, FIRST, Kind.FREED);
    long whenHeld = 1_000L * 3_000;
    assertThat(all(history, new HistoryFilter(FIRST, null, whenHeld)))
        .extracting(LeaseChange::kind)
        .containsExactly(Kind.GRANTED);
  }

  @Test
  void findsAPodByItsKeyAndByItsOwnName() {
    History history = new History();
    history.add(
        new LeaseChange(
            1,
            5,
            Kind.GRANTED,
            new EndpointKey("shop", "vip"),
            "web-7c9f-abcde",
            "uid",
            "n1",
            "c",
            new NicLease("eth0", "p4", FIRST, 16),
            ""));
    for (String name : List.of("vip", "web-7c9f-abcde")) {
      HistoryFilter filter = new HistoryFilter(null, new EndpointKey("shop", name), Long.MAX_VALUE);
      assertThat(all(history, filter)).hasSize(1);
    }
    HistoryFilter elsewhere =
        new HistoryFilter(null, new EndpointKey("other", "vip"), Long.MAX_VALUE);
    assertThat(all(history, elsewhere)).isEmpty();
  }

  @Test
  void keepsTheLatestHundredThousandAndForgetsOlderPages() {
    History history = of(History.CHANGES_MAX + 3 * HistoryPage.CHANGES_MAX);
    int remembered = all(history, new HistoryFilter(null, null, Long.MAX_VALUE)).size();
    assertThat(remembered)
        .isBetween(History.CHANGES_MAX, History.CHANGES_MAX + HistoryPage.CHANGES_MAX);
    assertThat(all(history, of(FIRST))).isEmpty();
    assertThat(history.sinceMs()).isGreaterThan(2_000_000);
  }

  @Test
  void longTextsForgetMoreInsteadOfTakingMoreBytes() {
    History history = new History();
    String reason = "x".repeat(1_000);
    for (int i = 0; i < 40_000; i++) {
      history.add(
          new LeaseChange(
              history.next(),
              i,
              Kind.FREED,
              new EndpointKey("shop", "web-" + i),
              "web-" + i,
              "uid-" + i,
              "n1",
              "",
              new NicLease("eth0", "p4", FIRST, 16),
              reason + i));
    }
    ByteSink sink = new ByteSink(16);
    history.freeze().write(sink);
    assertThat(sink.size()).isBetween(History.BYTES_MAX / 2, History.BYTES_MAX + 2_000_000);
  }

  @Test
  void goesOnFromItsBytesWithTheSameBytes() {
    History history = of(2_500);
    byte[] bytes = encode(history);
    History thawed = FrozenHistory.read(new ByteSource(bytes)).thaw();
    assertThat(encode(thawed)).isEqualTo(bytes);
    for (int i = 0; i < 1_200; i++) {
      add(history, i, FIRST, Kind.FREED);
      add(thawed, i, FIRST, Kind.FREED);
    }
    assertThat(encode(thawed)).isEqualTo(encode(history));
    assertThat(all(thawed, of(FIRST))).isEqualTo(all(history, of(FIRST)));
  }

  private static byte[] encode(History history) {
    ByteSink sink = new ByteSink(1_024);
    history.freeze().write(sink);
    return sink.toBytes();
  }
}
