package io.gridpool.agent.boot;

import io.gridpool.agent.boot.AgentSettings.SeatPlan;
import io.gridpool.grid.Candidate;
import io.gridpool.grid.ClientDoor;
import io.gridpool.grid.SeatRecord;
import io.gridpool.ledger.codec.LedgerCodec;
import io.gridpool.ledger.model.Subnet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The section {@code grid} of the settings file: how the ledger's seats are had. */
record GridSection(String node) {
  private static final int CP_MEMBERS_MIN = 3;
  private static final int CP_MEMBERS_MAX = 7;
  private static final int PORT_MAX = 65_535;

  /** A restart on the same node takes 10 s; a seat should wait for that. */
  private static final int SEAT_LOST_MS = 30_000;

  private static final int SEAT_LOST_MS_MIN = 1_000;
  private static final int SEAT_LOST_MS_MAX = 3_600_000;

  SeatPlan read(SettingsSection section) {
    int cpMemberCount = cpMemberCount(section);
    List<SeatRecord> seats =
        section.has("seats")
            ? section.sections("seats").stream().map(GridSection::seat).toList()
            : List.of();
    int levelMax =
        section.number(
            "levelMax",
            LedgerCodec.LEVEL_NEWEST,
            LedgerCodec.LEVEL_FIRST,
            LedgerCodec.LEVEL_NEWEST);
    Optional<Candidate> own = own(section, seats).map(one -> one.reading(levelMax));
    if (seats.isEmpty() ? own.isEmpty() : seats.size() != cpMemberCount) {
      throw section.bad(
          "seats",
          "exactly "
              + cpMemberCount
              + " seats (grid.cpMemberCount), or none where grid.member and grid.agent are given");
    }
    SeatPlan plan =
        new SeatPlan(
            section.text("name", "gridpool"),
            cpMemberCount,
            seats,
            own,
            Duration.ofMillis(
                section.number("seatLostMs", SEAT_LOST_MS, SEAT_LOST_MS_MIN, SEAT_LOST_MS_MAX)),
            SettingsFile.existing(section, "memberKey"),
            levelMax,
            door(section, own));
    section.end();
    return plan;
  }

  /** Where Management Center may look; closed without {@code managementCenterPort}. */
  private static Optional<ClientDoor> door(SettingsSection section, Optional<Candidate> own) {
    int port = section.number("managementCenterPort", 0, 0, PORT_MAX);
    List<Subnet> trusted =
        section.texts("managementCenterTrusted", List.of()).stream()
            .map(text -> subnet(section, text))
            .toList();
    if (port == 0) {
      return Optional.empty();
    }
    if (trusted.isEmpty()) {
      throw section.bad(
          "managementCenterTrusted",
          "at least one subnet, such as 10.0.0.5/32, from which it calls");
    }
    int memberPort =
        own.map(Candidate::memberAddress)
            .map(address -> Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)))
            .orElse(0);
    if (port == memberPort) {
      throw section.bad("managementCenterPort", "a port other than the member's");
    }
    return own.map(seat -> new ClientDoor(port - memberPort, trusted));
  }

  private static Subnet subnet(SettingsSection section, String text) {
    try {
      return Subnet.parse(text);
    } catch (IllegalArgumentException e) {
      throw section.bad("managementCenterTrusted", "subnets, such as 10.0.0.5/32; not " + text);
    }
  }

  private static int cpMemberCount(SettingsSection section) {
    int count =
        section.number("cpMemberCount", CP_MEMBERS_MIN, Integer.MIN_VALUE, Integer.MAX_VALUE);
    if (count < CP_MEMBERS_MIN || count > CP_MEMBERS_MAX || count % 2 == 0) {
      throw section.bad(
          "cpMemberCount",
          "3, 5 or 7: fewer seats cannot keep the ledger when one is lost (0 is Hazelcast's unsafe"
              + " mode)");
    }
    return count;
  }

  /** As given, else as planned for this node. */
  private Optional<Candidate> own(SettingsSection section, List<SeatRecord> seats) {
    boolean given = section.has("member") || section.has("agent");
    String member = given ? section.endpoint("member") : "";
    String agent = given ? section.endpoint("agent") : "";
    section.text("member", "none");
    section.text("agent", "none");
    return given
        ? Optional.of(new Candidate(node, "", member, agent))
        : seats.stream()
            .filter(seat -> seat.node().equals(node))
            .findFirst()
            .map(seat -> new Candidate(node, "", seat.memberAddress(), seat.agentAddress()));
  }

  private static SeatRecord seat(SettingsSection section) {
    SeatRecord seat =
        new SeatRecord(
            section.text("node", null), section.endpoint("member"), section.endpoint("agent"), "");
    section.end();
    return seat;
  }
}
