package io.gridpool.agent.kube.list;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A list in JSON, of which one object at a time is in memory.
 *
 * @param <T> what is read of one object; fields that it does not name are passed over
 */
public final class JsonList<T> implements ListFormat<T> {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final ObjectReader items;

  /** Lists of such objects. */
  public JsonList(Class<T> kind) {
    this.items = JSON.readerFor(kind);
  }

  @Override
  public String accept() {
    return "application/json";
  }

  @Override
  public ListEnd read(InputStream body, Consumer<T> sink) throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT);
      Metadata metadata = new Metadata(null, null, null);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        switch (field) {
          case "metadata" -> metadata = json.readValueAs(Metadata.class);
          case "items" -> readItems(json, value, sink);
          default -> {
            var _ = json.skipChildren();
          }
        }
      }
      expect(json, json.currentToken(), JsonToken.END_OBJECT);
      return ListEnd.of(metadata.resourceVersion(), metadata.next(), metadata.remainingItemCount());
    }
  }

  private void readItems(JsonParser json, JsonToken value, Consumer<T> sink) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    expect(json, value, JsonToken.START_ARRAY);
    while (json.nextToken() == JsonToken.START_OBJECT) {
      sink.accept(items.readValue(json));
    }
    expect(json, json.currentToken(), JsonToken.END_ARRAY);
  }

  private static void expect(JsonParser json, @Nullable JsonToken found, JsonToken expected)
      throws IOException {
    if (found != expected) {
      throw new IOException(
          "a list has %s where %s is expected, at byte %d"
              .formatted(
                  found == null ? "its end" : found,
                  expected,
                  json.currentLocation().getByteOffset()));
    }
  }

  /** The list's own. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Metadata(
      @Nullable String resourceVersion,
      @com.fasterxml.jackson.annotation.JsonProperty("continue") @Nullable String next,
      @Nullable Long remainingItemCount) {}
}
