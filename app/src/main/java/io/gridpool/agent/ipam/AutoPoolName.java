package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.IpFamily;
import java.util.Locale;

/**
 * The name of a pool that is made for one application, NIC and family: {@code auto4-APP-NIC-UUUUU}.
 *
 * <p>Source: reference §7.2. The end is taken from the application's uid, so that the pools of two
 * lives of one name differ.
 */
public final class AutoPoolName {
  private static final int NAME_LENGTH_MAX = 253;
  private static final int UID_LENGTH_MAX = 5;

  private AutoPoolName() {}

  /** The whole name; {@code uid} is the application's. */
  public static String of(IpFamily family, String application, String nic, String uid) {
    String last = uid.substring(uid.lastIndexOf('-') + 1);
    return beginning(family, application, nic)
        + last.substring(0, Math.min(last.length(), UID_LENGTH_MAX)).toLowerCase(Locale.ROOT);
  }

  /** Whether a pool has this name in some life of the application. */
  static boolean matches(String pool, IpFamily family, String application, String nic) {
    String beginning = beginning(family, application, nic);
    return pool.startsWith(beginning) && pool.indexOf('-', beginning.length()) < 0;
  }

  private static String beginning(IpFamily family, String application, String nic) {
    String head = family == IpFamily.V4 ? "auto4-" : "auto6-";
    String tail = "-" + nic.toLowerCase(Locale.ROOT) + "-";
    int room = NAME_LENGTH_MAX - head.length() - tail.length() - UID_LENGTH_MAX;
    String shown = application.substring(0, Math.min(application.length(), Math.max(1, room)));
    return head + shown.toLowerCase(Locale.ROOT) + tail;
  }
}
