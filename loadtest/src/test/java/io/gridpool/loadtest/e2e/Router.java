package io.gridpool.loadtest.e2e;

import io.gridpool.loadtest.process.Command;

/**
 * The router beside the nodes: it has the gateway addresses that pods leave by, and one address far
 * behind them. One for all tests, made by the first that asks and removed with the process.
 */
final class Router {
  /** Its address in the nodes' subnet; pools that route through it name it as their gateway. */
  static final String GATEWAY = "10.201.255.254";

  /** An address that pods reach through a default route only. */
  static final String FAR = "198.51.100.1";

  /** Another one, to which only routes of the users' own lead. */
  static final String FARTHER = "203.0.113.1";

  private static final String NAME = "rig-router";
  private static final Station STATION = make();

  private Router() {}

  /** The router as a place. */
  static Station station() {
    return STATION;
  }

  /** The router has one more address in the nodes' subnet until this is closed. */
  static Taken take(String address) {
    return new Taken(address);
  }

  /** An address that is in use. */
  record Taken(String address) implements AutoCloseable {
    Taken {
      change("add", address);
    }

    private static void change(String verb, String address) {
      boolean six = address.contains(":");
      STATION.run("ip", "addr", verb, address + (six ? "/64" : "/16"), "dev", "eth0");
    }

    @Override
    public void close() {
      change("del", address);
    }
  }

  /** Answers from the far address come back through the router. */
  static void knownTo(Station node) {
    node.run("ip", "route", "replace", FAR + "/32", "via", GATEWAY);
  }

  private static Station make() {
    Station station = new Station(NAME);
    Command.of("ip", "netns", "del", NAME).run();
    Command.of("ip", "netns", "add", NAME).run().orThrow();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> Command.of("ip", "netns", "del", NAME).run()));
    Command.of("ip", "link", "add", NAME, "type", "veth", "peer", "name", "eth0", "netns", NAME)
        .run()
        .orThrow();
    Command.of("ip", "link", "set", NAME, "master", "gridrig0", "up").run().orThrow();
    // Addresses that the router takes answer at once.
    station.run("sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0");
    station.run("ip", "link", "set", "lo", "up");
    station.run("ip", "link", "set", "eth0", "up");
    station.run("ip", "addr", "add", FAR + "/32", "dev", "lo");
    station.run("ip", "addr", "add", FARTHER + "/32", "dev", "lo");
    for (String each :
        new String[] {
          GATEWAY + "/16",
          Addresses.Net.V4_SECOND.gateway + "/16",
          Addresses.Net.V4_THIRD.gateway + "/16"
        }) {
      station.run("ip", "addr", "add", each, "dev", "eth0");
    }
    return station;
  }
}
