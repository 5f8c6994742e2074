package io.gridpool.agent.boot;

import org.jspecify.annotations.Nullable;

/** A setting that cannot be used: one sentence that names key, value and what is allowed. */
final class BadSettingException extends RuntimeException {
  BadSettingException(String key, @Nullable Object value, String allowed) {
    super(sentence(key, value, "allowed is " + allowed));
  }

  BadSettingException(String key, @Nullable Object value, String allowed, Throwable cause) {
    super(sentence(key, value, "allowed is " + allowed), cause);
  }

  BadSettingException(String key, @Nullable Object value, String why, boolean unknownKey) {
    super(sentence(key, value, unknownKey ? why : "allowed is " + why));
  }

  private static String sentence(String key, @Nullable Object value, String rest) {
    return "setting "
        + key
        + (value == null ? " is missing: " : " = " + value + " cannot be used: ")
        + rest;
  }
}
