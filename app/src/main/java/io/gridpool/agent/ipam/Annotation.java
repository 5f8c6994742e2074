package io.gridpool.agent.ipam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/** Reads a JSON annotation; what is wrong is said with its name and value. */
final class Annotation {
  private static final int VALUE_SHOWN_MAX = 200;

  private Annotation() {}

  /** Errors: {@link IllegalArgumentException}, {@code wrong input} first. */
  static <T> T read(String annotation, String value, Function<JsonNode, T> reader) {
    try {
      return reader.apply(LenientJson.parse(value));
    } catch (IllegalArgumentException e) {
      throw wrong(annotation, value, String.valueOf(e.getMessage()));
    }
  }

  static IllegalArgumentException wrong(String annotation, String value, String why) {
    String shown =
        value.length() <= VALUE_SHOWN_MAX ? value : value.substring(0, VALUE_SHOWN_MAX) + "…";
    return new IllegalArgumentException(
        "wrong input: annotation " + annotation + " = " + shown + ": " + why);
  }
}
