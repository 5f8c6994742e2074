package io.gridpool.agent.ipam;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.gridpool.agent.ipam.LeaseJournal.Held;
import io.gridpool.agent.ipam.PodPools.NicPools;
import io.gridpool.agent.ipam.PoolChoice.Chosen;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.IpFamily;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The candidate pools of a pod, per NIC and family, in order, and what goes with them. */
final class Candidates {
  /** The most annotation values whose reading is remembered. */
  private static final int READ_MAX = 4_096;

  private final PoolChoice choice;
  private final PoolFilter filter;
  private final PoolCatalog catalog;
  private final AskedAddresses asked;
  private final IpamSettings settings;
  private final LoadingCache<String, List<Route>> routes =
      Caffeine.newBuilder().maximumSize(READ_MAX).build(PodRoutes::of);
  private final LoadingCache<String, List<Address>> ips =
      Caffeine.newBuilder().maximumSize(READ_MAX).build(AskedAddresses::ofPod);

  Candidates(PoolCatalog catalog, ClusterDirectory cluster, IpamSettings settings) {
    this.choice = new PoolChoice(catalog, cluster, settings.subnets());
    this.filter = new PoolFilter(cluster, settings);
    this.catalog = catalog;
    this.asked = new AskedAddresses(catalog);
    this.settings = settings;
  }

  /** What was found: wants for the ledger, or the reason why there are none. */
  sealed interface Found {
    /**
     * What to ask for.
     *
     * @param nic interface under which the leases of the NIC that asks are kept
     * @param objections pools that may not serve, each with its reason
     */
    record Wants(
        List<Want> wants, boolean everyNic, String nic, LeaseDetail detail, List<String> objections)
        implements Found {}

    record None(Refusal refusal) implements Found {}
  }

  /** Finds; {@code earlier} is what the same pod holds already on this node. */
  Found find(AddRequest request, PodFacts pod, Optional<Held> earlier) {
    try {
      Chosen chosen = choice.choose(request, pod, earlier.map(Held::networks).orElse(List.of()));
      return chosen.nics().isEmpty() ? none(noSource(pod)) : wants(request, pod, chosen, earlier);
    } catch (NoPoolMatchesException e) {
      return none("no IPPool available: " + e.getMessage() + ", named for pod " + pod.key());
    } catch (IllegalArgumentException e) {
      return wrong(String.valueOf(e.getMessage()));
    }
  }

  private static String noSource(PodFacts pod) {
    return "no IPPool available: neither pod "
        + pod.key()
        + " nor its namespace nor the network configuration names one, and no pool is the default";
  }

  private Found wants(AddRequest request, PodFacts pod, Chosen chosen, Optional<Held> earlier) {
    String nic = request.attachment().nic();
    if (chosen.mine().isEmpty()) {
      return wrong(
          "wrong input: interface "
              + nic
              + " must be specified in annotation "
              + PodPools.IPPOOLS
              + " of pod "
              + pod.key());
    }
    List<Want> wants = new ArrayList<>();
    List<String> objections = new ArrayList<>();
    boolean first = chosen.everyNic() || isFirst(nic, earlier);
    for (NicPools pools : chosen.nics()) {
      for (IpFamily family : IpFamily.values()) {
        Optional<String> refusal =
            want(
                pools,
                new PoolFilter.Asker(pod, pools.nic(), first, family, master(request, pools.nic())),
                wants,
                objections);
        if (refusal.isPresent()) {
          return none(refusal.get());
        }
      }
      first = false;
    }
    if (wants.isEmpty()) {
      return none(
          "no IPPool available: only pools of a disabled IP family are named for pod " + pod.key());
    }
    String mine = chosen.mine().get();
    List<Want> asking = asked.into(wants, asked(request, pod, chosen), mine);
    LeaseDetail detail = detail(pod, chosen, earlier);
    return new Found.Wants(asking, chosen.everyNic(), mine, detail, objections);
  }

  /** Only the NIC that asks was looked at. */
  private static Optional<List<Address>> master(AddRequest request, String nic) {
    return request.master().filter(addresses -> nic.equals(request.attachment().nic()));
  }

  private static boolean isFirst(String nic, Optional<Held> earlier) {
    return earlier.isEmpty() || earlier.get().networks().getFirst().nic().equals(nic);
  }

  /** Adds the want of one NIC and family, if it has pools; the sentence when none of them fits. */
  private Optional<String> want(
      NicPools nic, PoolFilter.Asker asker, List<Want> wants, List<String> objections) {
    List<String> named = nic.pools().getOrDefault(asker.family(), List.of());
    if (named.isEmpty() || !enabled(asker.family())) {
      return Optional.empty();
    }
    List<String> reasons = new ArrayList<>();
    List<String> fitting = fitting(named, asker, reasons);
    if (fitting.isEmpty()) {
      return Optional.of(
          "no IPPool available, all "
              + Answers.nameOf(asker.family())
              + " IPPools "
              + named
              + " of "
              + nic.nic()
              + " filtered out: "
              + String.join("; ", reasons));
    }
    reasons.forEach(reason -> objections.add(nic.nic() + " may not use " + reason));
    wants.add(new Want(nic.nic(), asker.family(), fitting));
    return Optional.empty();
  }

  private List<String> fitting(
      List<String> named, PoolFilter.Asker asker, List<String> objections) {
    if (new HashSet<>(named).size() != named.size()) {
      throw new IllegalArgumentException("wrong input: a pool is named twice in " + named);
    }
    List<String> fitting = new ArrayList<>();
    for (String name : named) {
      PoolView pool = catalog.find(name).orElseThrow(() -> unknown(name, asker.pod()));
      filter
          .objection(pool, asker)
          .ifPresentOrElse(
              why -> objections.add(Answers.objection(pool, why)), () -> fitting.add(name));
    }
    return fitting;
  }

  private static IllegalArgumentException unknown(String pool, PodFacts pod) {
    return new IllegalArgumentException(
        "wrong input: IPPool " + pool + " does not exist, named for pod " + pod.key());
  }

  private AskedAddresses.Sources asked(AddRequest request, PodFacts pod, Chosen chosen) {
    String ofPod = pod.annotations().get(AskedAddresses.IPS);
    boolean moreToCome =
        !chosen.everyNic() && pod.annotations().containsKey(MultusNetworks.NETWORKS);
    return new AskedAddresses.Sources(
        AskedAddresses.ofRuntime(request.requestedIps()),
        ofPod == null ? List.of() : ips.get(ofPod),
        moreToCome);
  }

  private LeaseDetail detail(PodFacts pod, Chosen chosen, Optional<Held> earlier) {
    String annotation = pod.annotations().get(PodRoutes.ROUTES);
    Set<String> clean = new LinkedHashSet<>();
    Optional<String> leaving =
        DefaultRoute.of(pod, chosen.nics().stream().map(NicPools::nic).toList());
    chosen.nics().stream()
        .filter(nic -> nic.cleanGateway() || leaving.filter(l -> !l.equals(nic.nic())).isPresent())
        .forEach(nic -> clean.add(nic.nic()));
    LeaseDetail own =
        new LeaseDetail(annotation == null ? List.of() : routes.get(annotation), clean);
    LeaseDetail before =
        chosen.everyNic()
            ? LeaseDetail.NONE
            : earlier.map(Held::endpoint).map(LeaseDetail::of).orElse(LeaseDetail.NONE);
    LeaseDetail detail = own.after(before);
    if (detail.text().length() > Endpoint.DETAIL_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "wrong input: annotation "
              + PodRoutes.ROUTES
              + " holds more routes than "
              + Endpoint.DETAIL_LENGTH_MAX
              + " characters of JSON");
    }
    return detail;
  }

  private static Found none(String message) {
    return new Found.None(Refusal.of(Refusal.NO_POOL, message));
  }

  private static Found wrong(String message) {
    return new Found.None(Refusal.of(Refusal.INVALID_CONFIG, message));
  }

  private boolean enabled(IpFamily family) {
    return family == IpFamily.V4 ? settings.enableIPv4() : settings.enableIPv6();
  }
}
