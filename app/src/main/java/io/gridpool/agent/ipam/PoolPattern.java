package io.gridpool.agent.ipam;

/**
 * A pattern of pool names: {@code *} any text, {@code ?} one character, {@code [a-c]} and {@code
 * [^x]} one of a class, a backslash takes the next character as it is.
 *
 * <p>Source: Go's {@code filepath.Match}. Errors: {@link IllegalArgumentException} when a class
 * does not end or is empty.
 */
final class PoolPattern {
  private final String pattern;

  private PoolPattern(String pattern) {
    this.pattern = pattern;
  }

  /** Whether a name is to be expanded. */
  static boolean isPattern(String name) {
    return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }

  /** A pattern, checked. */
  static PoolPattern of(String pattern) {
    for (int at = 0; at < pattern.length(); at = elementEnd(pattern, at)) {}
    return new PoolPattern(pattern);
  }

  /** Whether the whole name matches. Cost: at most pattern times name. */
  boolean matches(String name) {
    int at = 0;
    int from = 0;
    int star = -1;
    int starFrom = 0;
    while (from < name.length() || at < pattern.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        starFrom = from;
      } else if (at < pattern.length() && from < name.length() && takes(at, name.charAt(from))) {
        at = elementEnd(pattern, at);
        from++;
      } else if (star >= 0 && starFrom < name.length()) {
        at = star + 1;
        from = ++starFrom;
      } else {
        return false;
      }
    }
    return true;
  }

  private boolean takes(int at, char c) {
    return switch (pattern.charAt(at)) {
      case '?' -> true;
      case '\\' -> pattern.charAt(at + 1) == c;
      case '[' -> inClass(at + 1, elementEnd(pattern, at) - 1, c);
      default -> pattern.charAt(at) == c;
    };
  }

  private boolean inClass(int start, int end, char c) {
    boolean negated = pattern.charAt(start) == '^';
    boolean found = false;
    for (int at = negated ? start + 1 : start; at < end; ) {
      int low = pattern.charAt(at) == '\\' ? at + 1 : at;
      int high = low;
      if (low + 1 < end && pattern.charAt(low + 1) == '-') {
        high = pattern.charAt(low + 2) == '\\' ? low + 3 : low + 2;
      }
      found |= pattern.charAt(low) <= c && c <= pattern.charAt(high);
      at = high + 1;
    }
    return found != negated;
  }

  /** Where the element that begins at {@code at} ends. */
  private static int elementEnd(String pattern, int at) {
    return switch (pattern.charAt(at)) {
      case '[' -> classEnd(pattern, at + 1);
      case '\\' -> charEnd(pattern, at);
      default -> at + 1;
    };
  }

  private static int classEnd(String pattern, int start) {
    int at = start < pattern.length() && pattern.charAt(start) == '^' ? start + 1 : start;
    int first = at;
    while (at < pattern.length() && (pattern.charAt(at) != ']' || at == first)) {
      at = boundEnd(pattern, at);
      if (at < pattern.length() && pattern.charAt(at) == '-') {
        at = boundEnd(pattern, at + 1);
      }
    }
    if (at >= pattern.length()) {
      throw wrong(pattern);
    }
    return at + 1;
  }

  /** The end of one bound of a range: Go takes neither a dash nor a closing bracket for one. */
  private static int boundEnd(String pattern, int at) {
    if (at >= pattern.length() || pattern.charAt(at) == '-' || pattern.charAt(at) == ']') {
      throw wrong(pattern);
    }
    return charEnd(pattern, at);
  }

  private static int charEnd(String pattern, int at) {
    int end = pattern.charAt(at) == '\\' ? at + 2 : at + 1;
    if (end > pattern.length()) {
      throw wrong(pattern);
    }
    return end;
  }

  private static IllegalArgumentException wrong(String pattern) {
    return new IllegalArgumentException(
        "wrong input: \"" + pattern + "\" is no pattern of pool names");
  }
}
