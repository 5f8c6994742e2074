package io.gridpool.ledger.history;

import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.codec.ByteSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts of one page: each is written once, later by its number. */
final class PageTexts {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> texts = new ArrayList<>();

  void write(ByteSink sink, String text) {
    Integer known = numbers.putIfAbsent(text, numbers.size() + 1);
    sink.varint(known == null ? 0 : known);
    if (known == null) {
      sink.text(text);
    }
  }

  String read(ByteSource source) {
    int number = source.number(texts.size(), "the number of a text");
    if (number > 0) {
      return texts.get(number - 1);
    }
    String text = source.text();
    texts.add(text);
    return text;
  }
}
