package io.gridpool.agent.ipam;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.gridpool.ledger.model.IpFamily;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
  private static final int VALUE_SHOWN_MAX = 200;

  private PodPools() {}

  /** The pools of one NIC; {@code nic} is empty where the annotation names none. */
  record NicPools(String nic, Map<IpFamily, List<String>> pools, boolean cleanGateway) {}

  /**
   * {@code ipam.spidernet.io/ippools}: one item per NIC, all named or none; unnamed ones count on
   * from eth0.
   */
  static List<NicPools> ofEveryNic(String value) {
    List<Item> items = read(IPPOOLS, value, new TypeReference<>() {});
    long named = items.stream().filter(item -> !item.nicOrEmpty().isEmpty()).count();
    if (items.isEmpty() || (named != 0 && named != items.size())) {
      throw wrong(
          IPPOOLS,
          value,
          items.isEmpty() ? "names no pool" : "must name the interface of every item or of none");
    }
    return java.util.stream.IntStream.range(0, items.size())
        .mapToObj(i ->
            items
                .get(i)
                .toPools(named == 0 ? (i == 0 ? "eth0" : "net" + i) : items.get(i).nicOrEmpty()))
        .toList();
  }

  /** {@code ipam.spidernet.io/ippool}: the pools of whichever NIC asks. */
  static Map<IpFamily, List<String>> ofOneNic(String value) {
    Item item = read(IPPOOL, value, new TypeReference<>() {});
    Map<IpFamily, List<String>> pools = item.toPools("").pools();
    if (pools.values().stream().allMatch(List::isEmpty)) {
      throw wrong(IPPOOL, value, "names no pool");
    }
    return pools;
  }

  /** A namespace's default pools of one family. */
  static List<String> ofNamespace(String annotation, String value) {
    return read(annotation, value, new TypeReference<List<String>>() {});
  }

  private static <T> T read(String annotation, String value, TypeReference<T> type) {
    try {
      T read = LenientJson.MAPPER.readValue(value, type);
      if (read == null) {
        throw wrong(annotation, value, "is null");
      }
      return read;
    } catch (JsonProcessingException e) {
      throw wrong(annotation, value, e.getOriginalMessage());
    }
  }

  private static IllegalArgumentException wrong(String annotation, String value, String why) {
    String shown =
        value.length() <= VALUE_SHOWN_MAX ? value : value.substring(0, VALUE_SHOWN_MAX) + "…";
    return new IllegalArgumentException(
        "wrong input: annotation " + annotation + " = " + shown + ": " + why);
  }

  private record Item(
      @JsonProperty("interface") @Nullable String nic,
      @Nullable List<String> ipv4,
      @Nullable List<String> ipv6,
      @JsonProperty("cleangateway") boolean cleanGateway) {
    String nicOrEmpty() {
      return nic == null ? "" : nic;
    }

    NicPools toPools(String name) {
      return new NicPools(
          name, Map.of(IpFamily.V4, orEmpty(ipv4), IpFamily.V6, orEmpty(ipv6)), cleanGateway);
    }

    private static List<String> orEmpty(@Nullable List<String> names) {
      return names == null ? List.of() : names;
    }
  }
}
