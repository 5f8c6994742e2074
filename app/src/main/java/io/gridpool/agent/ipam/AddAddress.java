package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.Candidates.Found;
import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.agent.ipam.LeaseJournal.NicNetwork;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.Rebind;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.outcome.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a pod its addresses: candidates, one commit, this node's journal, answer.
 *
 * <p>Idempotent: asked again, it answers the same. Blocks; call it on a virtual thread.
 */
public final class AddAddress {
  /**
   * How long an ADD may wait for the ledger; below the 10 s in which the CNI binary must answer.
   */
  static final Duration LEDGER_LIMIT = Duration.ofMillis(8_500);

  private final LedgerGate ledger;
  private final PodDirectory pods;
  private final LeaseJournal journal;
  private final PoolCatalog catalog;
  private final Candidates candidates;
  private final Answers answers;
  private final IpamSettings settings;

  public AddAddress(Ports ports, IpamSettings settings) {
    this.ledger = ports.ledger();
    this.pods = ports.pods();
    this.journal = ports.journal();
    this.catalog = ports.catalog();
    this.candidates = new Candidates(ports.catalog(), ports.cluster(), settings);
    this.answers = new Answers(ports.catalog());
    this.settings = settings;
  }

  /** Errors are values: {@link AddResult.Denied} with the CNI code. */
  public AddResult add(AddRequest request) {
    try {
      return catalog.synced()
          ? addForPod(request)
          : denied(
              Refusal.TRY_AGAIN_LATER,
              "the agent of node " + settings.node() + " has not read the pools yet");
    } catch (TryLaterException | IndeterminateException e) {
      return denied(Refusal.TRY_AGAIN_LATER, String.valueOf(e.getMessage()));
    }
  }

  private AddResult addForPod(AddRequest request) {
    Attachment attachment = request.attachment();
    Optional<PodFacts> found = podOf(attachment);
    if (found.isEmpty()) {
      return denied(
          Refusal.TRY_AGAIN_LATER, "pod " + attachment.pod() + " is not known to the API server");
    }
    PodFacts pod = found.get();
    if (!attachment.podUid().isEmpty() && !attachment.podUid().equals(pod.uid())) {
      return denied(
          Refusal.TRY_AGAIN_LATER,
          "pod "
              + attachment.pod()
              + " with uid "
              + attachment.podUid()
              + " is gone; its name now belongs to uid "
              + pod.uid());
    }
    if (pod.ending()) {
      return denied(
          Refusal.TRY_AGAIN_LATER, "pod " + attachment.pod() + " is ending and gets no address");
    }
    return switch (candidates.find(request, pod)) {
      case Found.None none -> new AddResult.Denied(none.refusal());
      case Found.Wants wants -> acquire(attachment, pod, wants);
    };
  }

  /** The cached pod, unless the runtime speaks of another uid: then the API server has the word. */
  private Optional<PodFacts> podOf(Attachment attachment) {
    Optional<PodFacts> cached = pods.cached(attachment.pod());
    boolean agrees =
        cached.isPresent()
            && !cached.get().ending()
            && (attachment.podUid().isEmpty() || attachment.podUid().equals(cached.get().uid()));
    return agrees ? cached : pods.current(attachment.pod());
  }

  private AddResult acquire(Attachment attachment, PodFacts pod, Found.Wants found) {
    boolean sticky = settings.enableStatefulSet() && StickyRule.holdsFor(pod.owner());
    Acquire acquire =
        new Acquire(
            pod.key(),
            pod.uid(),
            settings.node(),
            attachment.containerId(),
            pod.owner(),
            sticky,
            found.wants());
    Outcome outcome = last(List.of(acquire));
    if (outcome instanceof Outcome.HeldByOther held) {
      outcome = takeOver(held.holder(), acquire);
    }
    return switch (outcome) {
      case Outcome.Holding holding -> answer(attachment, holding.endpoint(), found.cleanGateways());
      case Outcome.Refused refused -> new AddResult.Denied(answers.refusal(refused));
      case Outcome.HeldByOther held ->
          denied(
              Refusal.HELD_BY_LIVE_POD,
              "the addresses of "
                  + pod.key()
                  + " are held by pod uid "
                  + held.holder().podUid()
                  + " on node "
                  + held.holder().node()
                  + ", which is alive");
      case Outcome.Invalid invalid -> denied(Refusal.INVALID_CONFIG, invalid.message());
      case Outcome.WrongTerm wrong ->
          denied(
              Refusal.TRY_AGAIN_LATER,
              "the ledger is in term " + wrong.current().number() + ", this agent is not yet");
      default -> denied(Refusal.TRY_AGAIN_LATER, "the ledger answered " + outcome);
    };
  }

  /**
   * Takes the name over from an older pod, if the API server itself says that our pod has it now.
   */
  private Outcome takeOver(Endpoint holder, Acquire acquire) {
    boolean ours =
        pods.current(acquire.endpoint())
            .filter(pod -> pod.uid().equals(acquire.podUid()) && !pod.ending())
            .isPresent();
    if (!ours) {
      return new Outcome.HeldByOther(holder);
    }
    Command freeing =
        holder.sticky() && acquire.sticky()
            ? new Rebind(
                acquire.endpoint(),
                holder.podUid(),
                acquire.podUid(),
                acquire.node(),
                acquire.containerId())
            : new Reclaim(
                acquire.endpoint(), holder.podUid(), "the name belongs to uid " + acquire.podUid());
    return last(List.of(freeing, acquire));
  }

  private Outcome last(List<Command> commands) {
    return ledger.submit(commands, LEDGER_LIMIT).getLast();
  }

  private AddResult answer(
      Attachment attachment, Endpoint endpoint, Map<String, Boolean> cleanGateways) {
    journal.hold(new Held(endpoint, attachment.containerId(), networks(attachment)));
    return answers.assigned(
        endpoint, attachment.nic(), cleanGateways.getOrDefault(attachment.nic(), false));
  }

  private List<NicNetwork> networks(Attachment attachment) {
    List<NicNetwork> networks =
        new ArrayList<>(journal.find(attachment.pod()).map(Held::networks).orElse(List.of()));
    networks.removeIf(known -> known.nic().equals(attachment.nic()));
    networks.add(new NicNetwork(attachment.nic(), attachment.network()));
    return networks;
  }

  private static AddResult denied(int code, String message) {
    return new AddResult.Denied(Refusal.of(code, message));
  }
}
