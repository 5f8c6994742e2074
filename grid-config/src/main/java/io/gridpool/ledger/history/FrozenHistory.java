package io.gridpool.ledger.history;

import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.codec.ByteSource;
import java.util.List;

/** A history at one moment, immutable, and its byte form. */
public record FrozenHistory(long next, List<HistoryPage> full, HistoryPage open) {
  public FrozenHistory {
    full = List.copyOf(full);
  }

  /** Writes it. */
  public void write(ByteSink sink) {
    sink.varint(next);
    sink.list(full, (to, page) -> page.write(to));
    open.write(sink);
  }

  /** Reads what {@link #write} wrote, every change of it, so that damage shows here. */
  public static FrozenHistory read(ByteSource source) {
    return new FrozenHistory(
        source.varint(), source.list(HistoryPage::read), HistoryPage.read(source));
  }

  /** A history that goes on from this state. */
  public History thaw() {
    return History.thaw(this);
  }
}
