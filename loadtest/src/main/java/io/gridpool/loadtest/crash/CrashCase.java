package io.gridpool.loadtest.crash;

import io.gridpool.fault.FaultPoint;
import io.gridpool.fault.FaultPoint.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One end of a process: at which write, and on which side of it. */
record CrashCase(FaultPoint point, Side side) {
  /** Every case that the list of points gives. */
  static List<CrashCase> all() {
    return Arrays.stream(FaultPoint.values())
        .flatMap(point -> Arrays.stream(Side.values()).map(side -> new CrashCase(point, side)))
        .toList();
  }

  /** So many of them, chosen by the seed, in the order of the list. */
  static List<CrashCase> sample(long seed, int count) {
    List<CrashCase> mixed = new ArrayList<>(all());
    Collections.shuffle(mixed, new Random(seed));
    List<CrashCase> chosen = mixed.subList(0, Math.min(count, mixed.size()));
    return all().stream().filter(chosen::contains).toList();
  }

  /** How the trap of a process is told. */
  String order() {
    return point + " " + side;
  }
}
