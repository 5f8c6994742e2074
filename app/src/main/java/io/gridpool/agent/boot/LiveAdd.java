package io.gridpool.agent.boot;

import io.gridpool.agent.ipam.AddAddress;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.ipam.Ports;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The use case ADD, made anew whenever its settings have changed. An ADD that meets an agent which
 * has just started waits here until the pools are read, within a limit. Safe for any thread.
 */
final class LiveAdd implements Supplier<AddAddress> {
  private static final Duration FIRST_READ_LIMIT = Duration.ofSeconds(6);

  private final Ports ports;
  private final Supplier<IpamSettings> settings;
  private volatile Made made;

  LiveAdd(Ports ports, Supplier<IpamSettings> settings) {
    this.ports = ports;
    this.settings = settings;
    this.made = make(settings.get());
  }

  @Override
  public AddAddress get() {
    // Without them the use case says what is missing
    var _ = ports.catalog().awaitFirstRead(FIRST_READ_LIMIT);
    IpamSettings now = settings.get();
    Made last = made;
    if (!last.settings().equals(now)) {
      last = make(now);
      made = last;
    }
    return last.add();
  }

  private Made make(IpamSettings now) {
    return new Made(now, new AddAddress(ports, now));
  }

  private record Made(IpamSettings settings, AddAddress add) {}
}
