package io.gridpool.agent.kube.list;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How a list is asked for and read.
 *
 * @param <T> what is read of one object
 */
public interface ListFormat<T> {
  /** Media types to accept, best first. */
  String accept();

  /**
   * Passes on each object while the list comes.
   *
   * @throws IOException when it cannot be read, or ends too early; some objects were passed on by
   *     then
   */
  ListEnd read(InputStream body, Consumer<T> sink) throws IOException;

  /** The same, with something made of each object. */
  default <R> ListFormat<R> map(Function<? super T, ? extends R> reader) {
    ListFormat<T> original = this;
    return new ListFormat<>() {
      @Override
      public String accept() {
        return original.accept();
      }

      @Override
      public ListEnd read(InputStream body, Consumer<R> sink) throws IOException {
        return original.read(body, item -> sink.accept(reader.apply(item)));
      }
    };
  }
}
