package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.Candidates.Found;
import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.agent.ipam.LeaseJournal.NicNetwork;
import io.gridpool.grid.Deadline;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.LedgerGate;
import io.gridpool.grid.NotYetException;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives a pod its addresses: candidates, one commit, this node's journal, answer.
 *
 * <p>Idempotent: asked again, it answers the same. Blocks; call it on a virtual thread.
 */
public final class AddAddress {
  /** Annotation of the pod that a virtual machine moves to. */
  private static final String MIGRATION = "kubevirt.io/migrationJobName";

  /**
   * How long an ADD may take; below the 9 s that the CNI binary waits, so that it hears why nothing
   * came.
   */
  static final Duration LIMIT = Duration.ofMillis(8_500);

  /** How long an agent without pools waits to learn what the ledger lacks. */
  private static final Duration STATUS_LIMIT = Duration.ofSeconds(2);

  private final LedgerGate ledger;
  private final PodDirectory pods;
  private final LeaseJournal journal;
  private final PoolCatalog catalog;
  private final Candidates candidates;
  private final TakeLease leases;
  private final Answers answers;
  private final IpamSettings settings;

  public AddAddress(Ports ports, IpamSettings settings) {
    this.ledger = ports.ledger();
    this.pods = ports.pods();
    this.journal = ports.journal();
    this.catalog = ports.catalog();
    this.candidates = new Candidates(ports.catalog(), ports.cluster(), settings);
    this.leases = new TakeLease(ports.ledger(), ports.pods());
    this.answers = new Answers(ports.catalog());
    this.settings = settings;
  }

  /**
   * Errors are values: {@link AddResult.Denied} with the CNI code. Throws {@link NotYetException}
   * where this agent has just started, and the same call is likely to succeed soon.
   */
  public AddResult add(AddRequest request) {
    Optional<String> problem = journal.problem();
    if (problem.isPresent()) {
      // No lease is taken that could not be written down.
      return later(problem.get());
    }
    if (!catalog.synced()) {
      return withoutPools();
    }
    try {
      return addForPod(request);
    } catch (TryLaterException | IndeterminateException e) {
      return later(String.valueOf(e.getMessage()));
    }
  }

  /** The ledger is asked only for its word on why it does not answer, where it does not. */
  private AddResult withoutPools() {
    try {
      var _ = ledger.ask(new Query.ReadStatus(), STATUS_LIMIT);
    } catch (NotYetException e) {
      throw e;
    } catch (TryLaterException | IndeterminateException e) {
      return later(String.valueOf(e.getMessage()));
    }
    throw new NotYetException(
        "the agent of node " + settings.node() + " has not read the pools yet");
  }

  private AddResult addForPod(AddRequest request) {
    Deadline deadline = Deadline.in(LIMIT);
    Attachment attachment = request.attachment();
    Optional<PodFacts> found;
    try {
      found = podOf(attachment);
    } catch (TryLaterException away) {
      return addWithoutApi(attachment, away, deadline);
    }
    if (found.isEmpty()) {
      return later("pod " + attachment.pod() + " is not known to the API server");
    }
    PodFacts pod = found.get();
    if (!attachment.podUid().isEmpty() && !attachment.podUid().equals(pod.uid())) {
      return later(
          "pod "
              + attachment.pod()
              + " with uid "
              + attachment.podUid()
              + " is gone; its name now belongs to uid "
              + pod.uid());
    }
    if (!pod.node().isEmpty() && !pod.node().equals(settings.node())) {
      return denied(Refusal.INVALID_ARGUMENTS, elsewhere(pod));
    }
    return pod.ending()
        ? later("pod " + attachment.pod() + " is ending and gets no address")
        : addFor(request, pod, deadline);
  }

  /** What the pod has it gets again; a pod that nobody here knows waits for the API server. */
  private AddResult addWithoutApi(
      Attachment attachment, TryLaterException away, Deadline deadline) {
    KnownPod known = KnownPod.of(attachment, journal, ledger).orElseThrow(() -> away);
    return acquire(
        new Asking(
            attachment,
            known.facts(settings.node()),
            known.name(),
            Optional.of(known.held()),
            deadline),
        known.wants(attachment.nic()));
  }

  /** Its address would be leased, mirrored and reclaimed for a node that does not have it. */
  private String elsewhere(PodFacts pod) {
    return "pod "
        + pod.key()
        + " uid "
        + pod.uid()
        + " is bound to node "
        + pod.node()
        + "; this is node "
        + settings.node();
  }

  private AddResult addFor(AddRequest request, PodFacts pod, Deadline deadline) {
    LeaseName name;
    try {
      name = LeaseName.of(pod, settings);
    } catch (IllegalArgumentException e) {
      return denied(Refusal.INVALID_CONFIG, String.valueOf(e.getMessage()));
    }
    Optional<Held> earlier =
        journal.find(name.key()).filter(held -> held.endpoint().podUid().equals(pod.uid()));
    return switch (candidates.find(request, pod, earlier)) {
      case Found.None none -> new AddResult.Denied(none.refusal());
      case Found.Wants wants ->
          acquire(new Asking(request.attachment(), pod, name, earlier, deadline), wants);
    };
  }

  /** Who asks, what the same pod got before, and until when an answer helps. */
  private record Asking(
      Attachment attachment,
      PodFacts pod,
      LeaseName name,
      Optional<Held> earlier,
      Deadline deadline) {}

  /** The cached pod, unless the runtime speaks of another uid: then the API server has the word. */
  private Optional<PodFacts> podOf(Attachment attachment) {
    Optional<PodFacts> cached = pods.cached(attachment.pod());
    boolean agrees =
        cached.isPresent()
            && !cached.get().ending()
            && (attachment.podUid().isEmpty() || attachment.podUid().equals(cached.get().uid()));
    return agrees ? cached : pods.current(attachment.pod());
  }

  private AddResult acquire(Asking asking, Found.Wants found) {
    Acquire acquire =
        new Acquire(
            asking.name.key(),
            asking.pod.uid(),
            settings.node(),
            asking.attachment.containerId(),
            asking.pod.owner(),
            asking.name.sticky(),
            found.wants(),
            found.everyNic(),
            asking.name.podName(),
            found.detail().text());
    return switch (leases.take(acquire, asking.deadline)) {
      case Outcome.Holding holding -> answer(asking, holding.endpoint(), found.nic());
      case Outcome.Refused refused -> refused(Answers.refusal(refused, found));
      case Outcome.HeldByOther held ->
          denied(Refusal.HELD_BY_LIVE_POD, heldBy(held.holder(), acquire));
      case Outcome.Invalid invalid -> denied(Refusal.INVALID_CONFIG, invalid.message());
      case Outcome.Adopting adopting ->
          later(
              "the ledger began a new term and still learns what was given out before; reported so"
                  + " far: "
                  + adopting.reported());
      case Outcome.WrongTerm wrong ->
          later("the ledger is in term " + wrong.current().number() + ", this agent is not yet");
      case Outcome other -> later("the ledger answered " + other);
    };
  }

  /** A pool that looks used up while addresses are held back will have some again. */
  private AddResult refused(Refusal refusal) {
    String heldBack = catalog.heldBack();
    return refusal.code() == Refusal.EXHAUSTED && !heldBack.isEmpty()
        ? later(heldBack + ". " + refusal.message())
        : new AddResult.Denied(refusal);
  }

  private static String heldBy(Endpoint holder, Acquire acquire) {
    String who = "pod " + holder.pod() + " uid " + holder.podUid() + " on node " + holder.node();
    if (TakeLease.sameKind(holder, acquire)) {
      return "the addresses of " + acquire.endpoint() + " are held by " + who + ", which is alive";
    }
    return acquire.podName().isEmpty()
        ? "the name "
            + acquire.endpoint()
            + " was given to addresses by annotation "
            + LeaseName.STICKY_NAME
            + ", last of "
            + who
            + "; a pod of this name cannot have others"
        : "the name "
            + acquire.endpoint()
            + " is the own name of "
            + who
            + ", which holds addresses";
  }

  private AddResult answer(Asking asking, Endpoint endpoint, String leaseNic) {
    Attachment attachment = asking.attachment;
    NicNetwork network = new NicNetwork(attachment.nic(), attachment.network(), leaseNic);
    journal.hold(new Held(endpoint, attachment.containerId(), with(network, asking.earlier)));
    AddResult.Assigned assigned = answers.assigned(endpoint, leaseNic);
    return new AddResult.Assigned(assigned.addresses(), assigned.routes(), detection(asking.pod));
  }

  /** While a machine moves its old place still answers for its addresses. */
  private AddResult.Detection detection(PodFacts pod) {
    AddResult.Detection wanted = settings.detection();
    return pod.annotations().containsKey(MIGRATION)
        ? new AddResult.Detection(false, wanted.gateways())
        : wanted;
  }

  /** The NICs in the order in which they asked first. */
  private static List<NicNetwork> with(NicNetwork network, Optional<Held> earlier) {
    List<NicNetwork> networks = new ArrayList<>(earlier.map(Held::networks).orElse(List.of()));
    for (int i = 0; i < networks.size(); i++) {
      if (networks.get(i).nic().equals(network.nic())) {
        networks.set(i, network);
        return networks;
      }
    }
    networks.add(network);
    return networks;
  }

  private static AddResult later(String message) {
    return denied(Refusal.TRY_AGAIN_LATER, message);
  }

  private static AddResult denied(int code, String message) {
    return new AddResult.Denied(Refusal.of(code, message));
  }
}
