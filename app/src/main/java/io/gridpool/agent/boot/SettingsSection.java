package io.gridpool.agent.boot;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of the settings file, read key by key; {@link #end} refuses what nobody asked for.
 *
 * <p>Errors: {@link BadSettingException}, one sentence with key, value and what is allowed.
 */
final class SettingsSection {
  private final String path;
  private final Map<?, ?> values;
  private final Set<String> known = new LinkedHashSet<>();

  private SettingsSection(String path, Map<?, ?> values) {
    this.path = path;
    this.values = values;
  }

  static SettingsSection root(@Nullable Object parsed) {
    return of("", parsed);
  }

  private static SettingsSection of(String path, @Nullable Object value) {
    if (value == null) {
      return new SettingsSection(path, Map.of());
    }
    if (value instanceof Map<?, ?> map) {
      return new SettingsSection(path, map);
    }
    throw new BadSettingException(path.isEmpty() ? "the file" : path, value, "a mapping of keys");
  }

  SettingsSection section(String key) {
    return of(name(key), take(key));
  }

  List<SettingsSection> sections(String key) {
    Object value = take(key);
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      throw new BadSettingException(name(key), value, "a list with at least one item");
    }
    List<SettingsSection> sections = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      sections.add(of(name(key) + "[" + i + "]", list.get(i)));
    }
    return sections;
  }

  boolean has(String key) {
    return values.get(key) != null;
  }

  String text(String key, @Nullable String standard) {
    Object value = take(key);
    if (value == null && standard != null) {
      return standard;
    }
    if (value instanceof String text && !text.isBlank()) {
      return text;
    }
    throw new BadSettingException(name(key), value, "a text that is not empty");
  }

  /** A list of texts. */
  List<String> texts(String key, List<String> standard) {
    Object value = take(key);
    if (value == null) {
      return standard;
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw new BadSettingException(name(key), value, "a list of texts");
  }

  boolean flag(String key, boolean standard) {
    Object value = take(key);
    if (value == null) {
      return standard;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw new BadSettingException(name(key), value, "true or false");
  }

  int number(String key, int standard, int min, int max) {
    Object value = take(key);
    if (value == null) {
      return standard;
    }
    if (value instanceof Integer number && number >= min && number <= max) {
      return number;
    }
    throw new BadSettingException(name(key), value, "a whole number from " + min + " to " + max);
  }

  /** A number from 0 to 1. */
  double fraction(String key, double standard) {
    Object value = take(key);
    if (value == null) {
      return standard;
    }
    if (value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1) {
      return number.doubleValue();
    }
    throw new BadSettingException(name(key), value, "a number from 0 to 1");
  }

  /** A {@code host:port} whose host is an IP address. */
  String endpoint(String key) {
    String value = text(key, null);
    int colon = value.lastIndexOf(':');
    try {
      String host = value.substring(0, Math.max(colon, 0)).replaceAll("^\\[|\\]$", "");
      io.gridpool.ledger.model.Address.parse(host);
      int port = Integer.parseInt(value.substring(colon + 1));
      if (port > 0 && port <= 65_535) {
        return value;
      }
    } catch (IllegalArgumentException e) {
      throw new BadSettingException(
          name(key), value, "an IP address and a port, such as 10.0.0.1:5701", e);
    }
    throw new BadSettingException(
        name(key), value, "an IP address and a port, such as 10.0.0.1:5701");
  }

  /** Refuses keys that were never asked for; call it when all are read. */
  void end() {
    for (Object key : values.keySet()) {
      if (!known.contains(String.valueOf(key))) {
        throw new BadSettingException(
            name(String.valueOf(key)),
            values.get(key),
            "no such key; known here are " + String.join(", ", known),
            true);
      }
    }
  }

  BadSettingException bad(String key, String allowed) {
    return new BadSettingException(name(key), values.get(key), allowed);
  }

  private @Nullable Object take(String key) {
    known.add(key);
    return values.get(key);
  }

  private String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
