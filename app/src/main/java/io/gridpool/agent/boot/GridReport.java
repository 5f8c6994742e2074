package io.gridpool.agent.boot;

import io.gridpool.agent.ipam.Quarantine;
import io.gridpool.agent.kube.term.GridConditions.LedgerWord;
import io.gridpool.agent.kube.term.ReportSource;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.SeatHost;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * What this agent knows of itself and of the ledger, for the report in the Grid object.
 *
 * <p>Thread: the report's.
 */
final class GridReport implements ReportSource {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final AgentSettings settings;
  private final LedgerGate gate;
  private final TermLoop terms;
  private final IntSupplier journalled;
  private long provenIndex;

  GridReport(AgentSettings settings, LedgerGate gate, TermLoop terms, IntSupplier journalled) {
    this.settings = settings;
    this.gate = gate;
    this.terms = terms;
    this.journalled = journalled;
  }

  @Override
  public String node() {
    return settings.ipam().node();
  }

  @Override
  public boolean leads() {
    return terms.leads();
  }

  @Override
  public boolean hasSeat() {
    return terms.host().isPresent();
  }

  @Override
  public int journalled() {
    return journalled.getAsInt();
  }

  @Override
  public LedgerWord ledger() {
    if (!(gate.ask(new Query.ReadStatus(), LIMIT) instanceof Answer.Status status)) {
      throw new TryLaterException("the ledger did not tell its status");
    }
    if (!leads()) {
      return new LedgerWord("", "", "", "");
    }
    var known = (Answer.Pools) gate.ask(new Query.ReadPools(), LIMIT);
    String waited = terms.waitingFor();
    return new LedgerWord(
        status.adopting() ? (waited.isEmpty() ? "the leading agent" : waited) : "",
        Quarantine.heldBack(known.reservations()),
        Quarantine.quarantined(known.reservations()),
        terms.host().map(this::refused).orElse(""));
  }

  /** A leader may answer every read and take no entry; one is sent where none came by itself. */
  private String refused(SeatHost leading) {
    try {
      if (leading.appliedIndex() == provenIndex) {
        leading.commitNothing(LIMIT);
      }
      provenIndex = leading.appliedIndex();
      return "";
    } catch (TryLaterException | IndeterminateException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
