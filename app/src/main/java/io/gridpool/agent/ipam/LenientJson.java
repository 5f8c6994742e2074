package io.gridpool.agent.ipam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * JSON as Go reads it: keys in any case, unknown keys ignored, the last of two equal keys wins,
 * null is as if absent, numbers are no strings, nothing may follow the value.
 *
 * <p>Source: the peer's annotations are decoded by Go's {@code encoding/json}, and manifests rely
 * on it. Errors: {@link IllegalArgumentException} that says what is wrong.
 */
final class LenientJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private LenientJson() {}

  static JsonNode parse(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** An object; {@code what} names it in the error. */
  static JsonNode object(JsonNode node, String what) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(what + " must be an object");
    }
    return node;
  }

  /** The items of an array. */
  static List<JsonNode> items(JsonNode node, String what) {
    if (!node.isArray()) {
      throw new IllegalArgumentException(what + " must be a list");
    }
    List<JsonNode> items = new ArrayList<>(node.size());
    node.forEach(items::add);
    return items;
  }

  /** The value of a key in any case; missing where it is absent or null. */
  static JsonNode field(JsonNode object, String name) {
    JsonNode found = MissingNode.getInstance();
    for (var property : object.properties()) {
      if (property.getKey().toLowerCase(Locale.ROOT).equals(name)
          && !property.getValue().isNull()) {
        found = property.getValue();
      }
    }
    return found;
  }

  /** A text; empty where it is missing. */
  static String text(JsonNode object, String name) {
    JsonNode value = field(object, name);
    if (!value.isMissingNode() && !value.isTextual()) {
      throw new IllegalArgumentException("\"" + name + "\" must be a string");
    }
    return value.asText("");
  }

  /** A list of texts; empty where it is missing. */
  static List<String> texts(JsonNode object, String name) {
    JsonNode value = field(object, name);
    return value.isMissingNode() ? List.of() : textsOf(value, "\"" + name + "\"");
  }

  /** The texts of an array. */
  static List<String> textsOf(JsonNode array, String what) {
    return items(array, what).stream().map(item -> item(item, what)).toList();
  }

  private static String item(JsonNode item, String what) {
    if (!item.isTextual()) {
      throw new IllegalArgumentException(what + " must be a list of strings");
    }
    return item.textValue();
  }

  /** A flag; false where it is missing. */
  static boolean flag(JsonNode object, String name) {
    JsonNode value = field(object, name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw new IllegalArgumentException("\"" + name + "\" must be true or false");
    }
    return value.asBoolean(false);
  }
}
