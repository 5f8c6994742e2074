package io.gridpool.agent.ipam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpool.grid.LedgerGate;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line of JSON for each change of leases that this agent asked for, on the logger {@code
 * gridpool.audit}: for those who keep logs longer than the ledger remembers.
 */
public final class AuditedGate implements LedgerGate {
  private static final Logger AUDIT = LoggerFactory.getLogger("gridpool.audit");
  private static final JsonMapper JSON = new JsonMapper();

  private final LedgerGate gate;

  public AuditedGate(LedgerGate gate) {
    this.gate = gate;
  }

  @Override
  public List<Outcome> submit(List<Command> commands, Duration limit) {
    List<Outcome> outcomes = gate.submit(commands, limit);
    if (AUDIT.isInfoEnabled()) {
      for (int i = 0; i < commands.size(); i++) {
        record(commands.get(i), outcomes.get(i));
      }
    }
    return outcomes;
  }

  @Override
  public Answer ask(Query query, Duration limit) {
    return gate.ask(query, limit);
  }

  private static void record(Command command, Outcome outcome) {
    switch (outcome) {
      case Outcome.Granted granted -> write("granted", command, granted.endpoint());
      case Outcome.Rebound rebound -> write("rebound", command, rebound.endpoint());
      case Outcome.Released released -> write("freed", command, released.endpoint());
      case Outcome.Parked parked -> write("parked", command, parked.endpoint());
      default -> {
        // Nothing changed hands.
      }
    }
  }

  private static void write(String change, Command command, Endpoint endpoint) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("change", change)
            .put("pod", endpoint.pod().toString())
            .put("uid", endpoint.podUid())
            .put("node", endpoint.node())
            .put("container", containerOf(command, endpoint))
            .put("owner", endpoint.owner().kind() + "/" + endpoint.owner().name());
    if (command instanceof Reclaim reclaim) {
      line.put("reason", reclaim.spelled());
    }
    ArrayNode addresses = line.putArray("addresses");
    for (NicLease lease : endpoint.leases()) {
      addresses
          .addObject()
          .put("address", lease.address().toString())
          .put("pool", lease.pool())
          .put("interface", lease.nic());
    }
    try {
      AUDIT.info(JSON.writeValueAsString(line));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts is always JSON", e);
    }
  }

  private static String containerOf(Command command, Endpoint endpoint) {
    return switch (command) {
      case Acquire acquire -> acquire.containerId();
      case Release release -> release.containerId();
      default -> endpoint.containerFence();
    };
  }
}
