package io.gridpool.agent.kube.list;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * One request for a list.
 *
 * @param path of the kind below the API server's address, such as {@code api/v1/pods}
 * @param parameters of the query; those without a value are left out
 */
public record ListRequest(String path, Map<String, String> parameters) {
  /** How long the API server may take to begin its answer, and then to end it. */
  private static final long ANSWER_LIMIT_MS = 30_000;

  /**
   * Lists shrink to a tenth and less. That matters beyond the wire: what comes through TLS is
   * decrypted here by code without the processor's instructions for it, as agents do without the
   * compiler that knows them.
   */
  private static final String GZIP = "gzip";

  private static final int GZIP_BUFFER_BYTES = 1 << 16;

  /** All objects of a kind. */
  public static ListRequest of(String path) {
    return new ListRequest(path, Map.of());
  }

  /** The same with one more parameter. */
  public ListRequest with(String parameter, String value) {
    Map<String, String> more = new TreeMap<>(parameters);
    more.put(parameter, value);
    return new ListRequest(path, Map.copyOf(more));
  }

  /** The same, answered from the API server's memory, not older than {@code version}. */
  public ListRequest notOlderThan(String version) {
    return with("resourceVersion", version).with("resourceVersionMatch", "NotOlderThan");
  }

  /**
   * Sends it and passes on each object while the answer comes. Errors: {@link
   * KubernetesClientException}, maybe after some objects.
   */
  public <T> ListEnd send(KubernetesClient client, ListFormat<T> format, Consumer<T> sink) {
    URI uri = uri(client);
    try {
      HttpResponse<InputStream> response = get(client, uri, format.accept());
      try (InputStream body = response.body()) {
        if (!response.isSuccessful()) {
          throw new KubernetesClientException(
              "GET " + uri + " answered " + response.code(), response.code(), null);
        }
        return readWithin(body, inGzip(response), format, sink);
      }
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new KubernetesClientException("GET " + uri + " failed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("GET " + uri + " was interrupted", e);
    }
  }

  private URI uri(KubernetesClient client) {
    String server = client.getMasterUrl().toString();
    String query =
        parameters.entrySet().stream()
            .filter(parameter -> !parameter.getValue().isEmpty())
            .sorted(Map.Entry.comparingByKey())
            .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
            .collect(Collectors.joining("&"));
    return URI.create(
        server + (server.endsWith("/") ? "" : "/") + path + (query.isEmpty() ? "" : "?" + query));
  }

  private static HttpResponse<InputStream> get(KubernetesClient client, URI uri, String accept)
      throws InterruptedException, ExecutionException, TimeoutException {
    var http = client.getHttpClient();
    var request =
        http.newHttpRequestBuilder()
            .uri(uri)
            .setHeader("Accept", accept)
            .setHeader("Accept-Encoding", GZIP)
            .build();
    return http.sendAsync(request, InputStream.class).get(ANSWER_LIMIT_MS, TimeUnit.MILLISECONDS);
  }

  private static boolean inGzip(HttpResponse<?> response) {
    return response.headers("Content-Encoding").stream().anyMatch(GZIP::equalsIgnoreCase);
  }

  /** A server that stops amid its answer is left: the read fails when the stream is closed. */
  private static <T> ListEnd readWithin(
      InputStream body, boolean inGzip, ListFormat<T> format, Consumer<T> sink) throws IOException {
    var limit = CompletableFuture.delayedExecutor(ANSWER_LIMIT_MS, TimeUnit.MILLISECONDS);
    CompletableFuture<Void> end = CompletableFuture.runAsync(() -> close(body), limit);
    try {
      return format.read(inGzip ? new GZIPInputStream(body, GZIP_BUFFER_BYTES) : body, sink);
    } finally {
      var _ = end.cancel(false);
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // Who reads it hears of it.
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
