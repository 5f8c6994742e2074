package io.gridpool.agent.kube.list;

import org.jspecify.annotations.Nullable;

/**
 * What a list says about itself.
 *
 * @param resourceVersion of the state that it shows
 * @param next where the next page begins; empty when there is none
 * @param remaining how many objects are missing after this page, where the API server says so
 */
public record ListEnd(String resourceVersion, String next, long remaining) {
  /** The same from fields that may be missing. */
  static ListEnd of(@Nullable String version, @Nullable String next, @Nullable Long remaining) {
    return new ListEnd(
        version == null ? "" : version,
        next == null ? "" : next,
        remaining == null ? 0 : remaining);
  }
}
