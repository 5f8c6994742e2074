package io.gridpool.agent.boot;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables that a settings file may name as <code>${NAME}</code>: one file serves the agents
 * of all nodes, and what differs comes from the container.
 */
record Environment(Map<String, String> variables) {
  private static final Pattern NAMED = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  Environment {
    variables = Map.copyOf(variables);
  }

  /** The text with values for names; errors: {@link BadSettingException} when one has none. */
  String expand(String text) {
    return NAMED.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found.group(1))));
  }

  private String value(String name) {
    String value = variables.get(name);
    if (value == null || value.isBlank()) {
      throw new BadSettingException("${" + name + "}", value, "a variable of the environment");
    }
    return value;
  }
}
