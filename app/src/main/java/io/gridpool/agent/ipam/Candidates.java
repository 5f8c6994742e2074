package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.PodPools.NicPools;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.IpFamily;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The candidate pools of a pod, per NIC and family, in order. */
final class Candidates {
  private final PoolChoice choice;
  private final PoolFilter filter;
  private final PoolCatalog catalog;
  private final IpamSettings settings;

  Candidates(PoolCatalog catalog, ClusterDirectory cluster, IpamSettings settings) {
    this.choice = new PoolChoice(catalog, cluster);
    this.filter = new PoolFilter(cluster);
    this.catalog = catalog;
    this.settings = settings;
  }

  /** What was found: wants for the ledger, or the reason why there are none. */
  sealed interface Found {
    record Wants(List<Want> wants, Map<String, Boolean> cleanGateways) implements Found {}

    record None(Refusal refusal) implements Found {}
  }

  Found find(AddRequest request, PodFacts pod) {
    try {
      List<NicPools> nics = choice.choose(request, pod);
      String nic = request.attachment().nic();
      if (nics.isEmpty()) {
        return new Found.None(
            Refusal.of(
                Refusal.NO_POOL,
                "no IPPool available: neither pod "
                    + pod.key()
                    + " nor its namespace nor the network configuration names one, and no pool is the default"));
      }
      if (nics.stream().noneMatch(pools -> pools.nic().equals(nic))) {
        return new Found.None(
            Refusal.of(
                Refusal.INVALID_CONFIG,
                "wrong input: interface "
                    + nic
                    + " must be specified in annotation "
                    + PodPools.IPPOOLS
                    + " of pod "
                    + pod.key()));
      }
      return wants(nics, pod);
    } catch (IllegalArgumentException e) {
      return new Found.None(Refusal.of(Refusal.INVALID_CONFIG, String.valueOf(e.getMessage())));
    }
  }

  private Found wants(List<NicPools> nics, PodFacts pod) {
    List<Want> wants = new ArrayList<>();
    for (NicPools nic : nics) {
      for (IpFamily family : IpFamily.values()) {
        List<String> named = nic.pools().getOrDefault(family, List.of());
        if (!named.isEmpty() && enabled(family)) {
          List<String> objections = new ArrayList<>();
          List<String> fitting = fitting(named, family, pod, objections);
          if (fitting.isEmpty()) {
            return new Found.None(noneFits(nic.nic(), family, named, objections));
          }
          wants.add(new Want(nic.nic(), family, fitting));
        }
      }
    }
    if (wants.isEmpty()) {
      return new Found.None(
          Refusal.of(
              Refusal.NO_POOL,
              "no IPPool available: only pools of a disabled IP family are named for pod "
                  + pod.key()));
    }
    return new Found.Wants(
        wants,
        nics.stream()
            .collect(Collectors.toMap(NicPools::nic, NicPools::cleanGateway, (a, b) -> a)));
  }

  private List<String> fitting(
      List<String> named, IpFamily family, PodFacts pod, List<String> objections) {
    if (new HashSet<>(named).size() != named.size()) {
      throw new IllegalArgumentException("wrong input: a pool is named twice in " + named);
    }
    List<String> fitting = new ArrayList<>();
    for (String name : named) {
      PoolView pool =
          catalog
              .find(name)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "wrong input: IPPool "
                          + name
                          + " does not exist, named for pod "
                          + pod.key()));
      filter
          .objection(pool, family, pod)
          .ifPresentOrElse(why -> objections.add(name + ": " + why), () -> fitting.add(name));
    }
    return fitting;
  }

  private static Refusal noneFits(
      String nic, IpFamily family, List<String> named, List<String> objections) {
    String families = family == IpFamily.V4 ? "IPv4" : "IPv6";
    return new Refusal(
        Refusal.NO_POOL,
        "no IPPool available, all "
            + families
            + " IPPools "
            + named
            + " of "
            + nic
            + " filtered out: "
            + String.join("; ", objections),
        String.join("\n", objections));
  }

  private boolean enabled(IpFamily family) {
    return family == IpFamily.V4 ? settings.enableIPv4() : settings.enableIPv6();
  }
}
