package io.gridpool.agent.cni;

import java.nio.file.Path;

/** Where the CNI binary finds this agent: a Unix socket, at most 107 bytes of path. */
public record CniSettings(Path socket) {
  /** The longest path that a Unix socket can have, in bytes. */
  public static final int PATH_BYTES_MAX = 107;
}
