package io.gridpool.agent.ipam;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridpool.ledger.model.IpFamily;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pool annotations of pods and namespaces, read as the peer reads them.
 *
 * <p>Errors: {@link IllegalArgumentException} that names annotation and value.
 */
final class PodPools {
  static final String IPPOOLS = "ipam.spidernet.io/ippools";
  static final String IPPOOL = "ipam.spidernet.io/ippool";
  static final String NAMESPACE_V4 = "ipam.spidernet.io/default-ipv4-ippool";
  static final String NAMESPACE_V6 = "ipam.spidernet.io/default-ipv6-ippool";

  private PodPools() {}

  /** The pools of one NIC; {@code nic} is empty where the annotation names none. */
  record NicPools(String nic, Map<IpFamily, List<String>> pools, boolean cleanGateway) {
    NicPools named(String name) {
      return new NicPools(name, pools, cleanGateway);
    }
  }

  /** {@code ipam.spidernet.io/ippools}: one item per NIC, all named or none. */
  static List<NicPools> ofEveryNic(String value) {
    return Annotation.read(
        IPPOOLS,
        value,
        json -> {
          List<NicPools> nics = new ArrayList<>();
          LenientJson.items(json, "it").forEach(item -> nics.add(ofItem(item, nics.size() + 1)));
          checkNames(nics);
          return List.copyOf(nics);
        });
  }

  private static NicPools ofItem(JsonNode item, int number) {
    String what = "item " + number;
    LenientJson.object(item, what);
    Map<IpFamily, List<String>> pools = pools(item);
    if (namesNone(pools)) {
      throw new IllegalArgumentException(what + " names no pool in \"ipv4\" or \"ipv6\"");
    }
    return new NicPools(
        LenientJson.text(item, "interface"), pools, LenientJson.flag(item, "cleangateway"));
  }

  private static void checkNames(List<NicPools> nics) {
    if (nics.isEmpty()) {
      throw new IllegalArgumentException("it names no pool");
    }
    long named = nics.stream().filter(nic -> !nic.nic().isEmpty()).count();
    if (named != 0 && named != nics.size()) {
      throw new IllegalArgumentException("it must name the interface of every item or of none");
    }
    Set<String> seen = new HashSet<>();
    for (NicPools nic : nics) {
      if (named != 0 && !seen.add(nic.nic())) {
        throw new IllegalArgumentException("it names interface " + nic.nic() + " twice");
      }
    }
  }

  /** {@code ipam.spidernet.io/ippool}: the pools of whichever NIC asks. */
  static Map<IpFamily, List<String>> ofOneNic(String value) {
    return Annotation.read(
        IPPOOL,
        value,
        json -> {
          Map<IpFamily, List<String>> pools = pools(LenientJson.object(json, "it"));
          if (namesNone(pools)) {
            throw new IllegalArgumentException("it names no pool in \"ipv4\" or \"ipv6\"");
          }
          return pools;
        });
  }

  /** A namespace's default pools of one family. */
  static List<String> ofNamespace(String annotation, String value) {
    return Annotation.read(annotation, value, json -> LenientJson.textsOf(json, "it"));
  }

  private static Map<IpFamily, List<String>> pools(JsonNode item) {
    return Map.of(
        IpFamily.V4, LenientJson.texts(item, "ipv4"), IpFamily.V6, LenientJson.texts(item, "ipv6"));
  }

  private static boolean namesNone(Map<IpFamily, List<String>> pools) {
    return pools.values().stream().allMatch(List::isEmpty);
  }
}
