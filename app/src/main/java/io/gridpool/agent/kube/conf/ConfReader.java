package io.gridpool.agent.kube.conf;

import io.gridpool.agent.ipam.SubnetAnnotation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads the text of {@code conf.yml} (reference §4.1): switches that concern address management,
 * keys of other parts of the peer, and what it does not know.
 */
final class ConfReader {
  /** Switches that change what this agent does. */
  static final Set<String> SWITCHES =
      Set.of(
          "enableIPv4",
          "enableIPv6",
          "enableStatefulSet",
          "enableKubevirtStaticIP",
          "enableSpiderSubnet",
          "enableAutoPoolForApplication",
          "enableIPConflictDetection",
          "enableGatewayDetection");

  /**
   * Addresses beyond the replicas: what the peer's code reads, then what its chart and its
   * documents write and its code passes over. The first that is there counts.
   */
  static final List<String> FLEXIBLE_NUMBER =
      List.of(
          "clusterSubnetAutoPoolDefaultRedundantIPNumber", "clusterSubnetDefaultFlexibleIPNumber");

  private static final int TEXT_LENGTH_MAX = 1_048_576;

  /** Keys of the peer that mean nothing here, or are settings of another part. */
  private static final Set<String> PASSED_OVER =
      Set.of(
          "ipamUnixSocketPath",
          "enableCleanOutdatedEndpoint",
          "enableValidatingResourcesDeletedWebhook",
          "tuneSysctlConfig",
          "podResourceInject",
          "iaasNetworkProvider",
          "agent");

  private ConfReader() {}

  /**
   * What was read.
   *
   * @param flags the switches that are written and can be read
   * @param unreadable the switches that are written, or may be, and cannot be read
   * @param numbers the numbers that are written and can be read
   * @param problems one sentence each, that names the key and the value
   */
  record Read(
      Map<String, Boolean> flags,
      Map<String, Integer> numbers,
      Set<String> unreadable,
      List<String> problems) {
    Read {
      flags = Map.copyOf(flags);
      numbers = Map.copyOf(numbers);
      unreadable = Set.copyOf(unreadable);
      problems = List.copyOf(problems);
    }
  }

  static Read read(@Nullable String text) {
    if (text == null) {
      return problem("it has no key conf.yml");
    }
    if (text.length() > TEXT_LENGTH_MAX) {
      return problem("conf.yml is longer than " + TEXT_LENGTH_MAX + " characters");
    }
    try {
      Object parsed = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
      return parsed instanceof Map<?, ?> map
          ? keys(map)
          : problem("conf.yml is not a mapping of keys");
    } catch (YAMLException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return problem("conf.yml is no YAML: " + why);
    }
  }

  private static Read problem(String sentence) {
    return new Read(Map.of(), Map.of(), SWITCHES, List.of(sentence));
  }

  private static Read keys(Map<?, ?> map) {
    Map<String, Boolean> flags = new LinkedHashMap<>();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    Set<String> unreadable = new HashSet<>();
    List<String> problems = new ArrayList<>();
    map.forEach((rawKey, value) -> {
      String key = String.valueOf(rawKey);
      if (SWITCHES.contains(key) && value instanceof Boolean flag) {
        flags.put(key, flag);
      } else if (SWITCHES.contains(key)) {
        unreadable.add(key);
        problems.add(
            key + " = " + value + " cannot be used: allowed is true or false; it stays as it was");
      } else if (FLEXIBLE_NUMBER.contains(key)) {
        number(key, value, numbers, problems);
      } else if (!PASSED_OVER.contains(key)) {
        problems.add(key + " is not known and has no effect");
      }
    });
    return new Read(flags, numbers, unreadable, problems);
  }

  private static void number(
      String key, Object value, Map<String, Integer> numbers, List<String> problems) {
    if (value instanceof Integer number && number >= 0 && number <= SubnetAnnotation.SIZE_MAX) {
      numbers.put(key, number);
    } else {
      problems.add(
          key + " = " + value + " cannot be used: allowed is 0 to " + SubnetAnnotation.SIZE_MAX);
    }
  }
}
