package io.gridpool.ledger.codec;

import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Adopt;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.EndAdoption;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.command.RaiseLevel;
import io.gridpool.ledger.command.Rebind;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.command.RemovePool;
import io.gridpool.ledger.command.ReportNode;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.history.HistoryFilter;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.LeaseChange;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.PoolState;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.EarlyReuse;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.outcome.PoolProblem;
import io.gridpool.ledger.outcome.PoolRefusal;
import io.gridpool.ledger.outcome.WantRefusal;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One of everything that crosses a wire. */
final class Samples {
  static final TermId TERM = new TermId(3, "ipam@7");
  private static final EndpointKey KEY = new EndpointKey("shop", "db-0");
  private static final String UID = "01234567-89ab-cdef-0123-456789abcdef";
  private static final Owner OWNER = new Owner("apps", "StatefulSet", "db");
  private static final Subnet SUBNET = Subnet.parse("10.6.0.0/16");
  private static final Address FOUR = Address.parse("10.6.0.9");
  private static final AddressRange RANGE = AddressRange.parse("fd00::1-fd00::ffff");
  static final PoolSpec POOL =
      new PoolSpec(
          "p4",
          SUBNET,
          List.of(AddressRange.parse("10.6.0.1-10.6.0.99")),
          List.of(AddressRange.parse("10.6.0.7")),
          30_000,
          true,
          "{\"größe\":1}");
  private static final Endpoint ENDPOINT =
      new Endpoint(
          KEY,
          UID,
          "worker-1",
          "0123456789abcdef",
          OWNER,
          true,
          false,
          List.of(
              new NicLease("eth0", "p4", FOUR, 16),
              new NicLease("eth0", "p6", Address.parse("fd00::1:2"), 64)),
          1_790_000_000_123L,
          77);
  private static final String DETAIL = "{\"routes\":[]}";
  private static final Endpoint NAMED =
      new Endpoint(
          KEY,
          UID,
          "worker-1",
          "",
          OWNER,
          true,
          true,
          List.of(new NicLease("eth0", "p4", FOUR, 16)),
          1_790_000_000_123L,
          78,
          "web-7c9f-abcde",
          DETAIL);
  private static final List<EarlyReuse> EARLY = List.of(new EarlyReuse("p4", FOUR, 12_000));

  private static final Set<PoolRefusal.Reason> SHORTAGES =
      EnumSet.range(PoolRefusal.Reason.UNKNOWN, PoolRefusal.Reason.EXHAUSTED);

  private Samples() {}

  static List<Command> commands() {
    return List.of(
        new OpenTerm(TERM),
        new PutPool(POOL),
        new RemovePool("p4"),
        new PutReserved(new Reservation("gateways", List.of(RANGE))),
        new Acquire(
            KEY,
            UID,
            "worker-1",
            "c0ffee",
            OWNER,
            true,
            List.of(new Want("eth0", IpFamily.V6, List.of("p6", "q6")))),
        new Release(KEY, "", "c0ffee", true),
        new Rebind(KEY, "old", UID, "worker-2", "c0ffee"),
        new Reclaim(KEY, UID, "pod gone"),
        new Acquire(
            KEY,
            UID,
            "worker-1",
            "c0ffee",
            OWNER,
            true,
            List.of(
                new Want("eth0", IpFamily.V4, List.of("p4"), FOUR),
                new Want("eth0", IpFamily.V6, List.of("p6"))),
            true,
            "web-7c9f-abcde",
            DETAIL),
        new Rebind(KEY, "old", UID, "worker-2", "c0ffee", "web-7c9f-abcde"),
        new Adopt(NAMED),
        new ReportNode("worker-1"),
        new EndAdoption(),
        new OpenTerm(TERM, true));
  }

  static List<Command> commandsOfLevel2() {
    return List.of(
        new Reclaim(KEY, UID, "ip conflict", true),
        new Reclaim(KEY, UID, "pod gone"),
        new RaiseLevel(2));
  }

  static List<Outcome> outcomes() {
    List<Outcome> outcomes =
        new ArrayList<>(
            List.of(
                new Outcome.Granted(ENDPOINT, EARLY),
                new Outcome.AlreadyHeld(ENDPOINT),
                new Outcome.Rebound(ENDPOINT, EARLY),
                new Outcome.HeldByOther(ENDPOINT),
                new Outcome.Released(ENDPOINT),
                new Outcome.Parked(ENDPOINT),
                new Outcome.NothingToRelease(),
                new Outcome.Fenced(ENDPOINT),
                new Outcome.PoolStored("p4", 9),
                new Outcome.PoolUnchanged("p4", 9),
                new Outcome.PoolRemoved("p4"),
                new Outcome.PoolUnknown("p4"),
                new Outcome.ReservedStored("gateways", 300),
                new Outcome.TermOpened(TERM),
                new Outcome.WrongTerm(TERM),
                new Outcome.Invalid("no")));
    List<PoolRefusal> refusals = new ArrayList<>();
    for (PoolRefusal.Reason reason : SHORTAGES) {
      refusals.add(new PoolRefusal("p4", reason, Long.MAX_VALUE, 5));
    }
    outcomes.add(new Outcome.Refused(List.of(new WantRefusal("eth0", IpFamily.V4, refusals))));
    for (PoolProblem problem : problems()) {
      outcomes.add(new Outcome.PoolRefused("p4", problem));
    }
    outcomes.add(new Outcome.Parked(NAMED));
    outcomes.add(new Outcome.Refused(List.of(new WantRefusal("eth0", IpFamily.V4, asked()))));
    outcomes.add(new Outcome.Adopted(ENDPOINT));
    outcomes.add(new Outcome.AdoptionRefused("shop/db-0: 10.6.0.5 is no address of pool p4"));
    outcomes.add(new Outcome.Adopting(true, List.of("worker-1", "worker-2")));
    return outcomes;
  }

  private static List<PoolRefusal> asked() {
    List<PoolRefusal> refusals = new ArrayList<>();
    for (PoolRefusal.Reason reason : PoolRefusal.Reason.values()) {
      if (!SHORTAGES.contains(reason)) {
        refusals.add(new PoolRefusal("p4", reason, 99, 5));
      }
    }
    refusals.add(new PoolRefusal("p4", PoolRefusal.Reason.IN_USE, 99, 5, KEY));
    return refusals;
  }

  private static List<PoolProblem> problems() {
    return List.of(
        new PoolProblem.SharesAddresses("q4", RANGE),
        new PoolProblem.SubnetOverlaps("q4", SUBNET),
        new PoolProblem.LeasesOutside(2, List.of(FOUR)),
        new PoolProblem.HoldsLeases(2, List.of(FOUR)),
        new PoolProblem.SubnetChanged(SUBNET),
        new PoolProblem.BadSpec("bad"));
  }

  static List<Query> queries() {
    return List.of(
        new Query.ReadEndpoint(KEY),
        new Query.ReadEndpoints("worker-1", KEY, 100),
        new Query.ReadEndpoints("", null, 1),
        new Query.ReadPools(),
        new Query.ReadChanges(40, 1_000),
        new Query.ReadStatus(),
        new Query.ReadHistory(
            new HistoryFilter(Address.parse("10.6.0.5"), KEY, 1_790_000_000_000L), 41, 10),
        new Query.ReadHistory(new HistoryFilter(null, null, Long.MAX_VALUE), 0, 1_000));
  }

  static List<Answer> answers() {
    PoolState state = new PoolState(POOL, 98, 3, 2, 93, 9);
    Reservation reservation = new Reservation("gateways", List.of(RANGE));
    return List.of(
        new Answer.OneEndpoint(ENDPOINT),
        new Answer.OneEndpoint(null),
        new Answer.LeaseHistory(
            List.of(
                new LeaseChange(
                    40,
                    1_790_000_000_000L,
                    LeaseChange.Kind.FREED,
                    KEY,
                    "web-7c9f-abcde",
                    "uid",
                    "worker-1",
                    "0123456789abcdef",
                    new NicLease("eth0", "p4", Address.parse("10.6.0.5"), 16),
                    "pod gone")),
            40,
            1_789_000_000_000L),
        new Answer.Endpoints(List.of(ENDPOINT), KEY, 80),
        new Answer.Endpoints(List.of(), null, 80),
        new Answer.Pools(List.of(state), List.of(reservation), 80),
        new Answer.Changes(
            1,
            80,
            false,
            List.of(ENDPOINT),
            List.of(KEY),
            List.of(state),
            List.of("q4"),
            List.of(reservation)),
        new Answer.Status(TERM, 80, 1_790_000_000_123L, 1, 2, 1, true, List.of("worker-1")));
  }
}
