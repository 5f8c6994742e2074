package io.gridpool.loadtest.load.fault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which faults come when: {@code kill-leader@10,freeze-other:6@25,api-stop:5@40}, where {@code @}
 * is seconds since the start and {@code :} how many seconds it lasts; or {@code random:15}, one
 * about every 15 seconds, by the seed.
 */
public record FaultSchedule(List<Timed> faults) {
  private static final Pattern ONE = Pattern.compile("([a-z-]+)(?::(\\d{1,4}))?@(\\d{1,6})");
  private static final Pattern RANDOM = Pattern.compile("random(?::(\\d{1,4}))?");
  private static final int LASTS_S = 6;
  private static final int EVERY_S = 15;

  public FaultSchedule {
    faults = faults.stream().sorted(Comparator.comparingInt(Timed::atS)).toList();
  }

  /** One fault; {@code lastsS} is how long it lasts, or how long an agent stays away. */
  public record Timed(Fault fault, int atS, int lastsS) {
    private boolean slowDisk() {
      return fault == Fault.SLOW_DISK;
    }

    /** As it is written in a schedule. */
    @Override
    public String toString() {
      return "%s:%d@%d".formatted(word(fault), lastsS, atS);
    }
  }

  /** How many seconds there are to be filled, by which seed, and whether disks are lossy. */
  public record Chance(long seed, int seconds, boolean lossyDisks) {
    private List<Fault> kinds() {
      return Arrays.stream(Fault.values())
          .filter(fault -> lossyDisks || !fault.lossyDisks())
          .toList();
    }
  }

  /** Reads a schedule. Errors: {@link IllegalArgumentException} with what is wrong. */
  public static FaultSchedule parse(String text, Chance chance) {
    if (text.isBlank()) {
      return new FaultSchedule(List.of());
    }
    Matcher random = RANDOM.matcher(text.strip());
    if (random.matches()) {
      String every = random.group(1);
      return random(every == null ? EVERY_S : Math.max(1, Integer.parseInt(every)), chance);
    }
    FaultSchedule read =
        new FaultSchedule(Arrays.stream(text.split(",", -1)).map(FaultSchedule::one).toList());
    if (!chance.lossyDisks() && read.faults().stream().anyMatch(Timed::slowDisk)) {
      throw new IllegalArgumentException(
          "slow-disk: only with --powercut, whose disks can be slow");
    }
    return read;
  }

  /** Whether agents are ended, so that an ADD may wait for one. */
  public boolean agentsLeave() {
    return faults.stream().map(Timed::fault).anyMatch(Fault::endsAgents);
  }

  private static Timed one(String text) {
    Matcher matcher = ONE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no fault: write NAME@SECOND or NAME:SECONDS@SECOND, NAME one of %s, or random[:EVERY]"
              .formatted(text.strip(), words()));
    }
    String lasts = matcher.group(2);
    return new Timed(
        named(matcher.group(1)),
        Integer.parseInt(matcher.group(3)),
        lasts == null ? LASTS_S : Integer.parseInt(lasts));
  }

  private static Fault named(String word) {
    return Arrays.stream(Fault.values())
        .filter(fault -> word(fault).equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "\"%s\" is no fault; there are %s".formatted(word, words())));
  }

  private static FaultSchedule random(int everyS, Chance chance) {
    Random random = new Random(chance.seed());
    List<Fault> kinds = chance.kinds();
    List<Timed> all = new ArrayList<>();
    for (int at = everyS / 2; at < chance.seconds(); at += everyS / 2 + random.nextInt(everyS)) {
      Fault fault = kinds.get(random.nextInt(kinds.size()));
      all.add(new Timed(fault, at, 2 + random.nextInt(LASTS_S)));
    }
    return new FaultSchedule(all);
  }

  private static String words() {
    return String.join(", ", Arrays.stream(Fault.values()).map(FaultSchedule::word).toList());
  }

  /** A fault's name in a schedule. */
  static String word(Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
