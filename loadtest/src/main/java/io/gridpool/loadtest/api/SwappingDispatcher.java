package io.gridpool.loadtest.api;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Objects in memory whose status is replaced by compare-and-swap, as a real API server does:
 * fabric8's dispatcher takes a status of any resource version, so that two writers of one Grid
 * record both succeed and the later one sets the record back.
 */
final class SwappingDispatcher extends KubernetesCrudDispatcher {
  private static final String STATUS = "/status";

  private final Object writing = new Object();

  SwappingDispatcher(List<CustomResourceDefinitionContext> kinds) {
    super(kinds);
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    if ("GET".equals(request.getMethod())) {
      return super.dispatch(request);
    }
    // Between the comparison and the swap nobody writes.
    synchronized (writing) {
      return isOutdated(request) ? conflict(request.getPath()) : super.dispatch(request);
    }
  }

  private boolean isOutdated(RecordedRequest request) {
    if (!"PUT".equals(request.getMethod()) || !request.getPath().endsWith(STATUS)) {
      return false;
    }
    Optional<String> swapped =
        version(new String(request.getBody().getBytes(), StandardCharsets.UTF_8));
    String object = request.getPath().substring(0, request.getPath().length() - STATUS.length());
    MockResponse now = handleGet(object);
    return swapped.isPresent()
        && now.code() == HttpURLConnection.HTTP_OK
        && !swapped.equals(version(new String(now.getBody().getBytes(), StandardCharsets.UTF_8)));
  }

  private static Optional<String> version(String json) {
    return Optional.ofNullable(
        Serialization.unmarshal(json, GenericKubernetesResource.class)
            .getMetadata()
            .getResourceVersion());
  }

  private static MockResponse conflict(String path) {
    String status =
        Serialization.asJson(
            new StatusBuilder()
                .withStatus("Failure")
                .withReason("Conflict")
                .withCode(HttpURLConnection.HTTP_CONFLICT)
                .withMessage(path + " has been modified")
                .build());
    return new MockResponse()
        .setResponseCode(HttpURLConnection.HTTP_CONFLICT)
        .setHeader("Content-Type", "application/json")
        .setBody(status);
  }
}
