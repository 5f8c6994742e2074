package io.gridpool.agent.kube.list;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of an API server that is told how to answer; what it was asked is looked at. */
class WholeListTest {
  private static final int PAGE = 500;
  private static final Pattern CONTINUE = Pattern.compile("continue=(\\d+)");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private int objects;
  private boolean memoryIsLate;
  private boolean shrinks;
  private volatile boolean sentShrunk;
  private HttpServer server;
  private KubernetesClient client;

  /** One object. */
  private record Item(Metadata metadata) {
    private record Metadata(String name) {}
  }

  @BeforeEach
  void aServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/things", this::answer);
    server.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .withRequestRetryBackoffLimit(0)
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterEach
  void noServer() {
    client.close();
    server.stop(0);
  }

  @Test
  void readsAFewPagesFromEtcd() {
    objects = 1_234;

    assertEquals(names(1_234), read());
    assertEquals(
        List.of("limit=1", "limit=500", "continue=500&limit=500", "continue=1000&limit=500"),
        asked);
  }

  @Test
  void readsManyInOnePieceNotOlderThanEtcdAMomentAgo() {
    objects = 5_000;

    assertEquals(names(5_000), read());
    assertEquals(List.of("limit=1", "resourceVersion=77&resourceVersionMatch=NotOlderThan"), asked);
  }

  @Test
  void aFilterIsForTheServersMemoryNotForAReadOfAllOfEtcd() {
    objects = 5_000;
    var filtered = ListRequest.of("api/v1/things").with("fieldSelector", "spec.nodeName=n1");

    assertEquals(names(5_000), read(filtered));
    assertEquals("limit=1", asked.getFirst());
    assertEquals(
        "fieldSelector=spec.nodeName=n1&resourceVersion=77&resourceVersionMatch=NotOlderThan",
        asked.getLast());
  }

  @Test
  void goesOnByPagesWhereTheServersMemoryIsLate() {
    objects = 5_000;
    memoryIsLate = true;

    assertEquals(names(5_000), read());
    assertTrue(asked.get(1).contains("NotOlderThan"), asked::toString);
    assertEquals("continue=4500&limit=500", asked.getLast());
  }

  @Test
  void readsWhatAServerShrinksOnItsWay() {
    objects = 5_000;
    shrinks = true;

    assertEquals(names(5_000), read());
    assertTrue(sentShrunk);
  }

  @Test
  void aServerThatRefusesIsAnErrorThatNamesWhatWasAsked() {
    objects = -1;

    var error = assertThrows(KubernetesClientException.class, this::read);
    assertTrue(error.toString().contains("/api/v1/things"), error::toString);
    assertEquals(403, error.getCode());
  }

  private List<String> read() {
    return read(ListRequest.of("api/v1/things"));
  }

  private List<String> read(ListRequest request) {
    return new WholeList(client, request)
        .read(new JsonList<>(Item.class), item -> Stream.of(item.metadata().name()));
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "thing-" + i).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    asked.add(query);
    boolean memory = query.contains("NotOlderThan");
    if (objects < 0) {
      send(exchange, 403, "{}");
    } else if (memory && memoryIsLate) {
      send(exchange, 504, "{\"message\": \"Too large resource version\"}");
    } else if (memory) {
      send(exchange, 200, list(0, objects));
    } else {
      Matcher page = CONTINUE.matcher(query);
      int from = page.find() ? Integer.parseInt(page.group(1)) : 0;
      int limit = query.endsWith("limit=1") ? 1 : PAGE;
      send(exchange, 200, list(from, Math.min(from + limit, objects)));
    }
  }

  /** As API servers write custom resources: the list's own metadata come last. */
  private String list(int from, int end) {
    String items =
        IntStream.range(from, end)
            .mapToObj(i ->
                "{\"metadata\": {\"name\": \"thing-%d\", \"managedFields\": [{}]}}".formatted(i))
            .collect(Collectors.joining(","));
    String next = end < objects ? Integer.toString(end) : "";
    return """
    {"apiVersion": "v1", "items": [%s], "kind": "ThingList",
     "metadata": {"continue": "%s", "remainingItemCount": %d, "resourceVersion": "77"}}
    """
        .formatted(items, next, objects - end);
  }

  private void send(HttpExchange exchange, int code, String body) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    boolean inGzip =
        shrinks && "gzip".equals(exchange.getRequestHeaders().getFirst("Accept-Encoding"));
    sentShrunk = inGzip;
    if (inGzip) {
      headers.set("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(code, 0);
    try (var out = exchange.getResponseBody();
        var shrunk = inGzip ? new GZIPOutputStream(out) : out) {
      shrunk.write(body.getBytes(StandardCharsets.UTF_8));
    }
  }
}
