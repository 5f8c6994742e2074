package io.gridpool.agent.seat;

/**
 * Where and how much an agent serves to other agents.
 *
 * @param host IP address that the server binds
 * @param port TCP port; 0 picks a free one, for tests
 * @param streamsMax change streams served at once; more are told to try another seat
 */
public record SeatSettings(String host, int port, int streamsMax) {
  /** The largest message, in bytes: 64 commands of 32 wants, or 1,000 changes, with room. */
  public static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

  /** The most calls of one agent under way at once. */
  public static final int CALLS_PER_AGENT_MAX = 64;

  /** As many streams as a large cluster has agents. */
  public static final int STREAMS_MAX_DEFAULT = 5_000;

  private static final int PORT_MAX = 65_535;

  public SeatSettings {
    if (host.isBlank() || port < 0 || port > PORT_MAX || streamsMax < 1) {
      throw new IllegalArgumentException(
          "seat server: \"" + host + "\":" + port + " with " + streamsMax + " streams cannot be");
    }
  }

  /** Reads {@code ip:port}, the form of {@code SeatRecord.agentAddress}. */
  public static SeatSettings at(String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("\"" + address + "\" is not ip:port");
    }
    return new SeatSettings(
        address.substring(0, colon),
        Integer.parseInt(address.substring(colon + 1)),
        STREAMS_MAX_DEFAULT);
  }
}
