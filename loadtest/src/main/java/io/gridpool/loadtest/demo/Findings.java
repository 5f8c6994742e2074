package io.gridpool.loadtest.demo;

import java.util.ArrayList;
import java.util.List;

/** What the story saw, for the reader's summary and for the assertions of the test. */
public final class Findings {
  double formationSeconds;
  List<List<String>> statefulAddresses = List.of();
  final List<Boolean> pings = new ArrayList<>();
  boolean sameAddressesAfterMove;
  int addsDuringKill;
  int addsFailed;
  double longestWaitMs;
  long duplicates;
  int exhaustedCode;
  String exhaustedMessage = "";
  double allocationsCounted;
  String poolTable = "";
  String endpointTable = "";
  double secondsToServeAgain;
  boolean sameAddressesAfterPowerCut;

  /** What went wrong, one sentence each; empty when the story is as it should be. */
  public List<String> problems(boolean root) {
    List<String> problems = new ArrayList<>();
    check(
        problems,
        statefulAddresses.size() == 3 && statefulAddresses.stream().allMatch(a -> a.size() == 2),
        "the StatefulSet's pods got " + statefulAddresses);
    check(
        problems,
        statefulAddresses.stream().flatMap(List::stream).distinct().count() == 6,
        "an address was given twice: " + statefulAddresses);
    check(
        problems,
        !root || (pings.size() == 8 && !pings.contains(false)),
        "not every ping came back: " + pings);
    check(problems, sameAddressesAfterMove, "web-1 has other addresses after it moved");
    check(
        problems,
        addsDuringKill > 0 && addsFailed == 0,
        addsFailed + " of " + addsDuringKill + " ADDs failed while the leader was killed");
    check(
        problems,
        duplicates == 0,
        duplicates + " addresses were given twice while the leader was killed");
    check(problems, exhaustedCode == 101, "the exhausted pool answered code " + exhaustedCode);
    check(
        problems,
        exhaustedMessage.contains("all IP addresses used out")
            && exhaustedMessage.contains("2 of 2"),
        "the exhausted pool says: " + exhaustedMessage);
    check(
        problems,
        endpointTable.contains("web-1") && poolTable.contains(DemoPools.TIGHT),
        "the tables lack rows");
    check(
        problems,
        allocationsCounted >= addsDuringKill,
        "metric spiderpool_ipam_allocation_counts_total says only " + allocationsCounted);
    check(
        problems,
        sameAddressesAfterPowerCut,
        "a pod of the StatefulSet has other addresses after the power cut");
    return problems;
  }

  /** The longest wait of an ADD while the leader was killed, in milliseconds. */
  public double longestWaitMs() {
    return longestWaitMs;
  }

  private static void check(List<String> problems, boolean holds, String otherwise) {
    if (!holds) {
      problems.add(otherwise);
    }
  }
}
