package io.gridpool.agent.boot;

import io.gridpool.agent.ipam.AddAddress;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.ipam.Ports;
import java.util.function.Supplier;

/** The use case ADD, made anew whenever its settings have changed. Safe for any thread. */
final class LiveAdd implements Supplier<AddAddress> {
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
