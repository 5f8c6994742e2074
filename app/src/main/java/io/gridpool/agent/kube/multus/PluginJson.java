package io.gridpool.agent.kube.multus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Plugins as maps whose keys rise, as the peer's texts have them, so that equal wishes give equal
 * texts.
 */
final class PluginJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private PluginJson() {}

  /** The beginning of a plugin. */
  static Map<String, Object> plugin(String type) {
    Map<String, Object> keys = new TreeMap<>();
    keys.put("type", type);
    return keys;
  }

  /** Sets a key whose value is there. */
  static void put(Map<String, Object> keys, String key, @Nullable Object value) {
    if (value != null) {
      keys.put(key, value);
    }
  }

  /** The word of the API for a constant. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String text(Map<String, Object> value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON", e);
    }
  }

  /** Errors: {@link IllegalArgumentException} for what is no JSON. */
  static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** A plugin as a user wrote it; errors: {@link IllegalArgumentException} for what is none. */
  static Object chained(String text) {
    JsonNode node = parse(text);
    if (!node.isObject() || node.path("type").asText().isEmpty()) {
      throw new IllegalArgumentException(
          "is not a CNI plugin's configuration: an object with a type");
    }
    return MAPPER.convertValue(node, Object.class);
  }
}
