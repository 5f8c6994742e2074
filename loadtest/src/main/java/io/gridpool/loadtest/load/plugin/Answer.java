package io.gridpool.loadtest.load.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How one call of a plugin ended. Times are of {@link System#nanoTime}.
 *
 * @param code CNI error code; 0 when it went well; {@link #NO_ANSWER} when the plugin said nothing
 * @param address what an ADD was given, without the prefix length; else empty
 * @param result what it printed when it went well
 * @param execNs when the process was started
 * @param exitNs when it had ended
 */
public record Answer(
    int code, String message, String address, String result, long execNs, long exitNs) {
  /** The plugin ended, or was ended, without a word. */
  public static final int NO_ANSWER = -1;

  /** The pool has nothing to give; nothing has happened. */
  public static final int EXHAUSTED = 101;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MESSAGE_LENGTH_MAX = 300;

  /** From the start of the process to its end. */
  public double execMs() {
    return (exitNs - execNs) / 1e6;
  }

  /** Whether it did what it was asked. */
  public boolean well() {
    return code == 0;
  }

  /** Whether a failed ADD may nevertheless have taken an address. */
  public boolean fateUnknown() {
    return !well() && code != EXHAUSTED;
  }

  /** Reads what a plugin printed. */
  static Answer read(int exit, String out, long execNs, long exitNs) {
    try {
      JsonNode json = JSON.readTree(out);
      if (exit == 0) {
        String cidr = json.path("ips").path(0).path("address").asText();
        int slash = cidr.indexOf('/');
        String address = slash < 0 ? cidr : cidr.substring(0, slash);
        return new Answer(0, "", address, out, execNs, exitNs);
      }
      int code = json.path("code").asInt(NO_ANSWER);
      String text = (json.path("msg").asText() + " " + json.path("details").asText()).strip();
      return new Answer(code == 0 ? NO_ANSWER : code, shorten(text), "", "", execNs, exitNs);
    } catch (JsonProcessingException e) {
      return new Answer(exit == 0 ? 0 : NO_ANSWER, shorten(out), "", "", execNs, exitNs);
    }
  }

  /** A configuration with the result of the ADD in it, as a runtime gives it to a CHECK. */
  public static String withPrevious(String configuration, String result) {
    try {
      JsonNode json = JSON.readTree(configuration);
      return json instanceof ObjectNode object
          ? object.<ObjectNode>set("prevResult", JSON.readTree(result)).toString()
          : configuration;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the configuration is no JSON: " + configuration, e);
    }
  }

  private static String shorten(String text) {
    return text.length() <= MESSAGE_LENGTH_MAX ? text : text.substring(0, MESSAGE_LENGTH_MAX);
  }
}
