package io.gridpool.ledger.sim;

import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.command.Rebind;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.command.RemovePool;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.model.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random commands over a world small enough that they meet: few pods with few lives, pools of a
 * handful of addresses.
 */
public final class World {
  private static final List<String> POOLS = List.of("a", "b", "c", "six");
  private static final List<String> RANGES =
      List.of("10.0.0.1-10.0.0.6", "10.0.0.10-10.0.0.14", "10.0.0.20-10.0.0.23", "fd00::1-fd00::8");
  private static final List<String> WIDER =
      List.of("10.0.0.1-10.0.0.8", "10.0.0.9-10.0.0.16", "10.0.0.20-10.0.0.23", "fd00::1-fd00::20");
  private final Random random;

  /** A world that draws from {@code random}. */
  public World(Random random) {
    this.random = random;
  }

  /** The commands that set the pools up. */
  public static List<Command> pools() {
    List<Command> commands = new ArrayList<>();
    for (int i = 0; i < POOLS.size(); i++) {
      commands.add(pool(i, RANGES.get(i), i == 1 ? 0 : 20, false));
    }
    return commands;
  }

  private static PutPool pool(int i, String range, long cooldownMs, boolean disabled) {
    boolean six = POOLS.get(i).equals("six");
    return new PutPool(
        new PoolSpec(
            POOLS.get(i),
            Subnet.parse(six ? "fd00::/64" : "10.0.0.0/24"),
            List.of(AddressRange.parse(range)),
            List.of(AddressRange.parse(six ? "fd00::3" : "10.0.0.12")),
            cooldownMs,
            disabled,
            ""));
  }

  /** The next command; pools keep their ranges unless {@code reshape}. */
  public Command next(boolean reshape) {
    int dice = random.nextInt(100);
    if (dice < 45) {
      return acquire();
    } else if (dice < 75) {
      return release();
    } else if (dice < 83) {
      String life = uid();
      return new Rebind(key(), life, uid(), "node-1", container(), podName());
    } else if (dice < 91) {
      return new Reclaim(key(), uid(), "pod gone");
    } else if (dice < 96) {
      return putPool(reshape);
    }
    return reshape && dice == 99 ? new RemovePool(POOLS.get(random.nextInt(3))) : reserved();
  }

  private Acquire acquire() {
    EndpointKey key = key();
    boolean sticky = key.name().startsWith("db");
    List<Want> wants = new ArrayList<>();
    for (int nic = 0; nic <= random.nextInt(2); nic++) {
      wants.add(new Want("eth" + nic, IpFamily.V4, candidates(), asked("10.0.0.", 25)));
    }
    if (random.nextBoolean()) {
      wants.add(new Want("eth0", IpFamily.V6, List.of("six"), asked("fd00::", 10)));
    }
    Owner owner = new Owner("apps", sticky ? "StatefulSet" : "ReplicaSet", sticky ? "db" : "web");
    String node = "node-" + random.nextInt(3);
    String detail = random.nextInt(3) == 0 ? "{\"n\":" + random.nextInt(2) + "}" : "";
    boolean everyNic = random.nextInt(3) == 0;
    return new Acquire(
        key, uid(), node, container(), owner, sticky, wants, everyNic, podName(), detail);
  }

  /** Few pods carry a name that was given to addresses. */
  private String podName() {
    return random.nextInt(12) == 0 ? "carrier-" + random.nextInt(2) : "";
  }

  /** Few wants ask for one address; some of these lie in no pool. */
  private @Nullable Address asked(String prefix, int count) {
    return random.nextInt(6) == 0 ? Address.parse(prefix + random.nextInt(count)) : null;
  }

  private List<String> candidates() {
    List<String> candidates = new ArrayList<>(List.of("a", "b", "c"));
    java.util.Collections.shuffle(candidates, random);
    if (random.nextInt(20) == 0) {
      candidates.add(0, random.nextBoolean() ? "six" : "none");
    }
    return candidates.subList(0, 1 + random.nextInt(candidates.size()));
  }

  private Release release() {
    String uid = random.nextInt(4) == 0 ? "" : uid();
    return new Release(key(), uid, container(), random.nextInt(3) > 0);
  }

  private PutPool putPool(boolean reshape) {
    int i = random.nextInt(POOLS.size());
    String range = reshape && random.nextBoolean() ? WIDER.get(i) : RANGES.get(i);
    return pool(i, range, random.nextInt(3) * 15L, random.nextInt(5) == 0);
  }

  private PutReserved reserved() {
    int last = random.nextInt(24) + 1;
    boolean gone = random.nextBoolean();
    return new PutReserved(
        new Reservation(
            "r" + random.nextInt(2),
            gone ? List.of() : List.of(AddressRange.parse("10.0.0." + last))));
  }

  private EndpointKey key() {
    return new EndpointKey("ns", (random.nextBoolean() ? "db-" : "web-") + random.nextInt(5));
  }

  private String uid() {
    return "00000000-0000-0000-0000-00000000000" + random.nextInt(2);
  }

  private String container() {
    return "0123456789abcde" + random.nextInt(2);
  }
}
