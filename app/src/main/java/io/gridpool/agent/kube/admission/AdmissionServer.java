package io.gridpool.agent.kube.admission;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTPS server of the webhooks: the JDK's own, with bounds on connections, on requests at a
 * time, on the length of a request and on the time it takes.
 */
final class AdmissionServer implements AutoCloseable {
  /** The longest request: the API server takes objects up to 3 MiB, and sends old and new. */
  static final int BODY_BYTES_MAX = 8 * 1024 * 1024;

  /** The most requests that are worked on at a time; the next is told to come again. */
  static final int REQUESTS_MAX = 16;

  /** The longest time to read a request, and to write an answer, in seconds. */
  private static final int EXCHANGE_SECONDS_MAX = 10;

  private static final int CONNECTIONS_MAX = 256;
  private static final int BACKLOG = 64;
  private static final int TOO_MANY = 429;
  private static final String HEALTH = "/webhook-health-check";
  private static final Logger LOG = LoggerFactory.getLogger(AdmissionServer.class);

  static {
    // The JDK's server takes its limits from properties only, once, before its first use.
    limit("sun.net.httpserver.maxReqTime", EXCHANGE_SECONDS_MAX);
    limit("sun.net.httpserver.maxRspTime", EXCHANGE_SECONDS_MAX);
    limit("jdk.httpserver.maxConnections", CONNECTIONS_MAX);
  }

  private final HttpsServer server;
  private final ExecutorService workers;
  private final Semaphore free = new Semaphore(REQUESTS_MAX);
  private final Predicate<String> paths;
  private final BiFunction<String, String, String> answer;

  private AdmissionServer(
      HttpsServer server, Predicate<String> paths, BiFunction<String, String, String> answer) {
    this.server = server;
    this.paths = paths;
    this.answer = answer;
    this.workers =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admission-", 0).factory());
    server.setExecutor(workers);
    server.createContext("/", this::handle);
  }

  /**
   * Starts to serve.
   *
   * @param paths which there are
   * @param answer path and request to answer, both JSON
   */
  static AdmissionServer start(
      InetSocketAddress address,
      ServerKeys keys,
      Predicate<String> paths,
      BiFunction<String, String, String> answer)
      throws IOException {
    HttpsServer server = HttpsServer.create(address, BACKLOG);
    server.setHttpsConfigurator(new HttpsConfigurator(keys.context()));
    AdmissionServer started = new AdmissionServer(server, paths, answer);
    server.start();
    return started;
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (path.equals(HEALTH)) {
        send(exchange, HttpURLConnection.HTTP_OK, "ok");
      } else if (!paths.test(path)) {
        send(exchange, HttpURLConnection.HTTP_NOT_FOUND, "no such path");
      } else if (!free.tryAcquire()) {
        send(exchange, TOO_MANY, "too many requests at a time");
      } else {
        try {
          review(exchange, path);
        } finally {
          free.release();
        }
      }
    }
  }

  private void review(HttpExchange exchange, String path) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
    if (body.length > BODY_BYTES_MAX) {
      send(exchange, HttpURLConnection.HTTP_ENTITY_TOO_LARGE, "the request is too long");
      return;
    }
    try {
      String text = answer.apply(path, new String(body, StandardCharsets.UTF_8));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      send(exchange, HttpURLConnection.HTTP_OK, text);
    } catch (IllegalArgumentException e) {
      send(exchange, HttpURLConnection.HTTP_BAD_REQUEST, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.warn("webhook {}: {}", path, e.toString());
      send(exchange, HttpURLConnection.HTTP_INTERNAL_ERROR, "internal error; see the agent's log");
    }
  }

  private static void send(HttpExchange exchange, int code, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void limit(String property, int value) {
    if (System.getProperty(property) == null) {
      var _ = System.setProperty(property, Integer.toString(value));
    }
  }
}
