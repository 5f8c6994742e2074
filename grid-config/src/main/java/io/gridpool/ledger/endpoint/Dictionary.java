package io.gridpool.ledger.endpoint;

import io.gridpool.ledger.BrokenInvariantException;
import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.codec.ByteSource;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Texts that many endpoints share, as small numbers. A text lives while it is used; its number goes
 * to the next new text, the lowest free number first.
 */
final class Dictionary {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final BitSet used = new BitSet();
  private @Nullable String[] texts = new String[16];
  private int[] uses = new int[16];
  private boolean shared;

  /** The number of a text, used once more. */
  int use(String text) {
    own();
    Integer known = numbers.get(text);
    int number = known == null ? add(text) : known;
    uses[number]++;
    return number;
  }

  private int add(String text) {
    int number = used.nextClearBit(0);
    if (number == texts.length) {
      texts = Arrays.copyOf(texts, number * 2);
      uses = Arrays.copyOf(uses, number * 2);
    }
    texts[number] = text;
    used.set(number);
    numbers.put(text, number);
    return number;
  }

  /** Uses a text once less; forgets it when nobody uses it. */
  void drop(String text) {
    own();
    Integer number = numbers.get(text);
    if (number == null) {
      throw new BrokenInvariantException("\"" + text + "\" is not in the dictionary");
    }
    if (--uses[number] == 0) {
      texts[number] = null;
      used.clear(number);
      numbers.remove(text);
    }
  }

  /** The text of a number that is in use. */
  String text(int number) {
    String text = number < texts.length ? texts[number] : null;
    if (text == null) {
      throw new IllegalArgumentException("number " + number + " is not in the dictionary");
    }
    return text;
  }

  /** How often all texts together are used. */
  long uses() {
    return Arrays.stream(uses).asLongStream().sum();
  }

  /** This state for another thread; the next change here copies the arrays first. */
  Frozen freeze() {
    shared = true;
    return new Frozen(texts, uses, used.length());
  }

  private void own() {
    if (shared) {
      texts = Arrays.copyOf(texts, texts.length);
      uses = Arrays.copyOf(uses, uses.length);
      shared = false;
    }
  }

  /** A dictionary at one moment. The arrays are never written again. */
  @SuppressWarnings("ArrayRecordComponent") // shared by reference on purpose, never compared
  record Frozen(@Nullable String[] texts, int[] uses, int size) {
    void write(ByteSink sink) {
      sink.varint(size);
      for (int i = 0; i < size; i++) {
        String text = texts[i];
        sink.varint(uses[i]);
        if (text != null) {
          sink.text(text);
        }
      }
    }

    static Frozen read(ByteSource source) {
      int size = source.number(source.remaining(), "a dictionary size");
      @Nullable String[] texts = new String[Math.max(size, 16)];
      int[] uses = new int[texts.length];
      for (int i = 0; i < size; i++) {
        uses[i] = source.number(Integer.MAX_VALUE, "a number of uses");
        texts[i] = uses[i] > 0 ? source.text() : null;
      }
      return new Frozen(texts, uses, size);
    }

    Dictionary thaw() {
      Dictionary thawed = new Dictionary();
      thawed.texts = texts;
      thawed.uses = uses;
      thawed.shared = true;
      for (int i = 0; i < size; i++) {
        String text = texts[i];
        if (text != null) {
          thawed.used.set(i);
          thawed.numbers.put(text, i);
        }
      }
      return thawed;
    }
  }
}
