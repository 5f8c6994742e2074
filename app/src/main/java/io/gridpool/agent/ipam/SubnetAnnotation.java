package io.gridpool.agent.ipam;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridpool.ledger.model.IpFamily;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an application asks of SpiderSubnets: for each NIC and family one, from which a pool of its
 * own is cut.
 *
 * <p>Source: reference §2.1, §7.2. The agent reads it at a pod, the steward at the pod template.
 *
 * @param nics in the order written
 * @param keep whether the pools outlive the application
 */
public record SubnetAnnotation(List<NicSubnets> nics, Optional<Size> size, boolean keep) {
  /** One item per NIC. */
  public static final String SUBNETS = "ipam.spidernet.io/subnets";

  /** One NIC, {@code eth0} unless it says another. */
  public static final String SUBNET = "ipam.spidernet.io/subnet";

  /** The size of a pool: {@code 5}, or {@code +1} for one more than there are replicas. */
  public static final String NUMBER = "ipam.spidernet.io/ippool-ip-number";

  /** Whether the pools go with the application. */
  public static final String RECLAIM = "ipam.spidernet.io/ippool-reclaim";

  /** The most addresses of one pool that is made for an application. */
  public static final int SIZE_MAX = 100_000;

  private static final String FIRST_NIC = "eth0";
  private static final Set<String> YES = Set.of("1", "t", "T", "true", "TRUE", "True");
  private static final Set<String> NO = Set.of("0", "f", "F", "false", "FALSE", "False");

  public SubnetAnnotation {
    nics = List.copyOf(nics);
  }

  /** The subnets of one NIC. */
  public record NicSubnets(String nic, Map<IpFamily, String> subnets) {
    public NicSubnets {
      subnets = Map.copyOf(subnets);
    }
  }

  /**
   * How many addresses: {@code number}, or so many more than replicas.
   *
   * @param flexible whether the replicas come on top
   */
  public record Size(boolean flexible, int number) {
    /** For so many replicas. */
    public long of(int replicas) {
      return flexible ? (long) number + replicas : number;
    }

    /** As the annotation has it. */
    @Override
    public String toString() {
      return (flexible ? "+" : "") + number;
    }
  }

  /** Whether there is anything to read. */
  public static boolean isIn(Map<String, String> annotations) {
    return annotations.containsKey(SUBNETS) || annotations.containsKey(SUBNET);
  }

  /**
   * Reads; empty where the annotations name no subnet.
   *
   * <p>Errors: {@link IllegalArgumentException} that names annotation and value.
   */
  public static Optional<SubnetAnnotation> of(Map<String, String> annotations) {
    if (!isIn(annotations)) {
      return Optional.empty();
    }
    String several = annotations.get(SUBNETS);
    List<NicSubnets> nics =
        several == null
            ? List.of(ofOneNic(annotations.getOrDefault(SUBNET, "")))
            : ofEveryNic(several);
    return Optional.of(new SubnetAnnotation(nics, size(annotations), keep(annotations)));
  }

  private static NicSubnets ofOneNic(String value) {
    return Annotation.read(SUBNET, value, json -> item(json, "it"));
  }

  private static List<NicSubnets> ofEveryNic(String value) {
    return Annotation.read(
        SUBNETS,
        value,
        json -> {
          List<NicSubnets> nics = new ArrayList<>();
          LenientJson.items(json, "it").forEach(i -> nics.add(item(i, "item " + nics.size())));
          if (nics.isEmpty()) {
            throw new IllegalArgumentException("it names no subnet");
          }
          requireOnce(nics);
          return nics;
        });
  }

  private static void requireOnce(List<NicSubnets> nics) {
    Set<String> seen = new HashSet<>();
    for (NicSubnets item : nics) {
      if (!seen.add("interface " + item.nic())) {
        throw new IllegalArgumentException("it names interface " + item.nic() + " twice");
      }
      for (String subnet : item.subnets().values()) {
        if (!seen.add("subnet " + subnet)) {
          throw new IllegalArgumentException("it names subnet " + subnet + " twice");
        }
      }
    }
  }

  /** Only the first subnet of each list counts, as at the peer. */
  private static NicSubnets item(JsonNode json, String what) {
    LenientJson.object(json, what);
    Map<IpFamily, String> subnets = new EnumMap<>(IpFamily.class);
    first(json, "ipv4").ifPresent(name -> subnets.put(IpFamily.V4, name));
    first(json, "ipv6").ifPresent(name -> subnets.put(IpFamily.V6, name));
    if (subnets.isEmpty()) {
      throw new IllegalArgumentException(what + " names no subnet in \"ipv4\" or \"ipv6\"");
    }
    String nic = LenientJson.text(json, "interface");
    return new NicSubnets(nic.isEmpty() ? FIRST_NIC : nic, subnets);
  }

  private static Optional<String> first(JsonNode json, String family) {
    List<String> names = LenientJson.texts(json, family);
    if (names.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("\"" + family + "\" has an empty name");
    }
    return names.stream().findFirst();
  }

  private static Optional<Size> size(Map<String, String> annotations) {
    String text = annotations.get(NUMBER);
    if (text == null) {
      return Optional.empty();
    }
    boolean flexible = text.startsWith("+");
    try {
      int number = Integer.parseUnsignedInt(flexible ? text.substring(1) : text);
      if (number >= 0 && number <= SIZE_MAX && text.lastIndexOf('+') <= 0) {
        return Optional.of(new Size(flexible, number));
      }
    } catch (NumberFormatException e) {
      throw wrongSize(text);
    }
    throw wrongSize(text);
  }

  private static IllegalArgumentException wrongSize(String text) {
    return Annotation.wrong(NUMBER, text, "it must be a number to " + SIZE_MAX + ", as 5 or +1");
  }

  private static boolean keep(Map<String, String> annotations) {
    String text = annotations.getOrDefault(RECLAIM, "true");
    if (!YES.contains(text) && !NO.contains(text)) {
      throw Annotation.wrong(RECLAIM, text, "it must be true or false");
    }
    return NO.contains(text);
  }
}
