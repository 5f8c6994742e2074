package io.gridpool.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpool.ledger.model.TermId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A store that goes back in time, as an API server whose etcd came from a backup. */
final class RecordGuardTest {
  private static final List<SeatRecord> SEATS = GridFixture.records(17_379);

  private final MemoryTermStore store = new MemoryTermStore();
  private final List<String> told = new ArrayList<>();
  private final Memory memory = new Memory();

  private static final class Memory implements RecordMemory {
    private final AtomicReference<Optional<TermRecord>> kept =
        new AtomicReference<>(Optional.empty());

    @Override
    public Optional<TermRecord> load() {
      return kept.get();
    }

    @Override
    public void keep(TermRecord newest) {
      kept.set(Optional.of(newest));
    }
  }

  private RecordGuard guard(Duration patience) {
    return new RecordGuard(store, memory, patience, told::add);
  }

  private static TermRecord first() {
    return new TermRecord(new TermId(1, ""), false, SEATS, "");
  }

  private static TermRecord formed(TermRecord unformed) {
    return unformed.formed(new TermId(unformed.term().number(), "g" + unformed.term()), SEATS);
  }

  /** A watch is behind what this process wrote itself a moment ago. */
  @Test
  void whatAWatchShowsTooLateIsReadAgain() {
    TermRecord old = store.createIfAbsent(first());
    RecordGuard guard = new RecordGuard(behind(old), memory, Duration.ofMinutes(1), told::add);
    assertThat(guard.recent()).contains(old);
    TermRecord written = guard.replace(formed(old)).orElseThrow();
    assertThat(guard.recent()).contains(written);
  }

  /** The same store, whose watch has stood still. */
  private TermStore behind(TermRecord seen) {
    return new TermStore() {
      @Override
      public Optional<TermRecord> read() {
        return store.read();
      }

      @Override
      public Optional<TermRecord> recent() {
        return Optional.of(seen);
      }

      @Override
      public TermRecord createIfAbsent(TermRecord first) {
        return store.createIfAbsent(first);
      }

      @Override
      public Optional<TermRecord> replace(TermRecord changed) {
        return store.replace(changed);
      }
    };
  }

  @Test
  void anOlderTermIsShownToNobodyAndPutRightByTheTermThatLives() {
    RecordGuard guard = guard(Duration.ofMinutes(1));
    TermRecord one = guard.replace(formed(guard.createIfAbsent(first()))).orElseThrow();
    TermRecord two = guard.replace(one.next(new TermId(2, ""), SEATS)).orElseThrow();
    TermRecord living = guard.replace(formed(two)).orElseThrow();
    store.setBack(one);

    assertThatThrownBy(guard::read)
        .isInstanceOf(RecordSetBackException.class)
        .hasMessageContaining("says term 1")
        .hasMessageContaining("knows term 2");
    assertThat(guard.putRight(living)).isTrue();

    assertThat(guard.read().orElseThrow().term()).isEqualTo(living.term());
    assertThat(told).singleElement().asString().contains("put right: term 2");
  }

  @Test
  void anOlderStateOfTheSameTermIsAStepBackToo() {
    RecordGuard guard = guard(Duration.ofMinutes(1));
    TermRecord old = guard.replace(formed(guard.createIfAbsent(first()))).orElseThrow();
    String moved = SEATS.getFirst().memberAddress();
    TermRecord living = guard.replace(old.without(moved)).orElseThrow();
    store.setBack(old);

    assertThatThrownBy(guard::read).isInstanceOf(RecordSetBackException.class);
    assertThat(guard.putRight(living)).isTrue();

    assertThat(guard.read().orElseThrow().seat(moved)).isEmpty();
  }

  @Test
  void aProcessThatWasStartedAnewRemembersAndPutsItRightWhenNobodyElseDoes() {
    RecordGuard before = guard(Duration.ofMinutes(1));
    TermRecord one = before.replace(formed(before.createIfAbsent(first()))).orElseThrow();
    TermRecord two = before.replace(one.next(new TermId(2, ""), SEATS)).orElseThrow();
    TermRecord living = before.replace(formed(two)).orElseThrow();
    store.setBack(one);

    RecordGuard anew = guard(Duration.ZERO);
    assertThatThrownBy(anew::read).isInstanceOf(RecordSetBackException.class);

    assertThat(anew.read().orElseThrow().term()).isEqualTo(living.term());
  }

  @Test
  void aTermThatMayHaveFormedUnseenIsNotFormedAgain() {
    RecordGuard unaware = guard(Duration.ZERO);
    TermRecord one = unaware.replace(formed(unaware.createIfAbsent(first()))).orElseThrow();
    TermRecord two = unaware.replace(one.next(new TermId(2, ""), SEATS)).orElseThrow();
    var _ = new RecordGuard(store, new Memory(), Duration.ZERO, told::add).replace(formed(two));
    store.setBack(one);

    assertThatThrownBy(unaware::read).isInstanceOf(RecordSetBackException.class);

    TermRecord right = unaware.read().orElseThrow();
    assertThat(right.term().number()).isEqualTo(3);
    assertThat(right.formed()).isFalse();
  }

  @Test
  void aTermThatIsOverPutsNothingRight() {
    RecordGuard guard = guard(Duration.ofMinutes(1));
    TermRecord one = guard.replace(formed(guard.createIfAbsent(first()))).orElseThrow();
    TermRecord two = guard.replace(one.next(new TermId(2, ""), SEATS)).orElseThrow();

    assertThat(guard.putRight(one)).isFalse();
    assertThat(guard.read().orElseThrow().term()).isEqualTo(two.term());
  }

  @Test
  void anObjectMadeAnewIsABeginningAndNoStepBack() {
    RecordGuard guard = guard(Duration.ofMinutes(1));
    TermRecord one = guard.replace(formed(guard.createIfAbsent(first()))).orElseThrow();
    var _ = guard.replace(one.next(new TermId(2, ""), SEATS)).orElseThrow();
    store.setBack(
        new TermRecord(new TermId(1, ""), false, SEATS, "", new RecordStamp(1, 1, "other")));

    assertThat(guard.read().orElseThrow().term().number()).isEqualTo(1);
  }

  @Test
  void aRecordOfAProgramThatDoesNotCountIsTaken() {
    RecordGuard guard = guard(Duration.ofMinutes(1));
    TermRecord one = guard.replace(formed(guard.createIfAbsent(first()))).orElseThrow();
    store.setBack(new TermRecord(one.term(), true, SEATS, ""));

    assertThat(guard.read()).isPresent();
    assertThat(guard.replace(guard.read().orElseThrow()).orElseThrow().stamp().change())
        .isGreaterThan(one.stamp().change());
  }
}
