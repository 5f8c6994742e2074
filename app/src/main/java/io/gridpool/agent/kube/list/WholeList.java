package io.gridpool.agent.kube.list;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All objects of a kind as they stood at one moment after the call, or those that a filter passes.
 *
 * <p>Where there are many, the API server's memory is asked in one piece, not older than etcd was a
 * moment ago: read from etcd by pages, each custom resource costs the server four times as much,
 * and with a filter it reads all objects of the kind for few. The server waits 3 s for its memory
 * to get there, and hears from etcd at least each 5 s how far it is; the client repeats the
 * question by itself. Where it never gets there, or few objects are there, pages are asked for.
 */
public final class WholeList {
  private static final Logger LOG = LoggerFactory.getLogger(WholeList.class);
  private static final long PAGE = 500L;

  /** With fewer objects of the kind, pages are as soon done. */
  private static final long IN_ONE_PIECE_MIN = 2_000L;

  private final KubernetesClient client;
  private final ListRequest request;

  /** A list that is not read yet. */
  public WholeList(KubernetesClient client, ListRequest request) {
    this.client = client;
    this.request = request;
  }

  /**
   * Reads it.
   *
   * @param reader what to keep of each object; of those that make an empty stream nothing
   * @throws KubernetesClientException when the API server fails; nothing is kept then
   */
  public <T, R> List<R> read(ListFormat<T> format, Function<T, Stream<R>> reader) {
    ListEnd head =
        ListRequest.of(request.path()).with("limit", "1").send(client, format, item -> {});
    return head.remaining() < IN_ONE_PIECE_MIN
        ? byPages(format, reader)
        : inOnePiece(head.resourceVersion(), format, reader)
            .orElseGet(() -> byPages(format, reader));
  }

  private <T, R> List<R> byPages(ListFormat<T> format, Function<T, Stream<R>> reader) {
    List<R> kept = new ArrayList<>();
    String next = "";
    do {
      next =
          request
              .with("limit", Long.toString(PAGE))
              .with("continue", next)
              .send(client, format, keeper(reader, kept))
              .next();
    } while (!next.isEmpty());
    return kept;
  }

  private <T, R> Optional<List<R>> inOnePiece(
      String version, ListFormat<T> format, Function<T, Stream<R>> reader) {
    List<R> kept = new ArrayList<>();
    try {
      var _ = request.notOlderThan(version).send(client, format, keeper(reader, kept));
      return Optional.of(kept);
    } catch (KubernetesClientException e) {
      LOG.info("{} not from the API server's memory: {}", request.path(), e.getMessage());
      return Optional.empty();
    }
  }

  private static <T, R> Consumer<T> keeper(Function<T, Stream<R>> reader, List<R> kept) {
    return item -> reader.apply(item).forEach(kept::add);
  }
}
