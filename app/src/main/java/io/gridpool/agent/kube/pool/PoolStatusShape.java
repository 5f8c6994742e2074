package io.gridpool.agent.kube.pool;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.gridpool.agent.kube.feed.LedgerView.Holding;
import io.gridpool.ledger.model.Endpoint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The status of a pool in Spiderpool's shape, with our conditions beside it. */
final class PoolStatusShape {
  /**
   * The longest {@code allocatedIPs}, in bytes of UTF-8. An object in etcd may have 1.5 MiB with
   * all that surrounds the text; Spiderpool itself stops at 5,000 records, about as much.
   */
  static final int ALLOCATED_BYTES_MAX = 512 * 1024;

  /** More entries than this are too long whatever is in them: none has fewer than 32 bytes. */
  static final int ENTRIES_MAX = ALLOCATED_BYTES_MAX / 32;

  /** A pool with more entries than this names only NIC, pod and uid in each. */
  static final int DETAILED_ENTRIES_MAX = 1_000;

  /** Whether the ledger has the pool as written. */
  static final String ACCEPTED = "Accepted";

  /** Whether {@code allocatedIPs} is left out because it would be too long. */
  static final String ELIDED = "AllocatedIPsElided";

  private PoolStatusShape() {}

  /** JSON text of all holdings; null when there is none, or more than fits. */
  static @Nullable String allocatedText(List<Holding> holdings, int bytesMax) {
    if (holdings.isEmpty()) {
      return null;
    }
    boolean detailed = holdings.size() <= DETAILED_ENTRIES_MAX;
    StringBuilder text = new StringBuilder("{");
    for (Holding holding : holdings) {
      text.append(text.length() > 1 ? "," : "").append(entry(holding, detailed));
      if (text.length() > bytesMax) {
        return null;
      }
    }
    return text.append('}').toString().getBytes(StandardCharsets.UTF_8).length > bytesMax
        ? null
        : text.toString();
  }

  private static String entry(Holding holding, boolean detailed) {
    Endpoint endpoint = holding.endpoint();
    StringBuilder text = new StringBuilder("\"").append(holding.address()).append("\":{");
    field(text, "interface", holding.nic());
    field(text, "pod", endpoint.pod().toString());
    field(text, "podUid", endpoint.podUid());
    if (detailed) {
      field(text, "containerID", endpoint.containerFence());
      field(text, "node", endpoint.node());
      field(text, "ownerControllerType", endpoint.owner().kind());
    }
    return text.append('}').toString();
  }

  /** Names and ids hold no character that JSON would have to escape; any that does is dropped. */
  private static void field(StringBuilder text, String name, String value) {
    String safe = value.replace("\\", "").replace("\"", "");
    text.append(text.charAt(text.length() - 1) == '{' ? "" : ",")
        .append('"')
        .append(name)
        .append("\":\"")
        .append(safe)
        .append('"');
  }

  /**
   * The conditions as they should be: ours by {@code wanted}, those of others as they are; the one
   * about elision goes when it is not wanted. One that says the same as before keeps its time.
   */
  static List<Condition> conditions(
      @Nullable List<Condition> before, List<Condition> wanted, Instant now) {
    List<Condition> all = new ArrayList<>();
    List<Condition> known = Objects.requireNonNullElse(before, List.of());
    known.stream()
        .filter(old -> !old.getType().equals(ELIDED))
        .filter(old -> wanted.stream().noneMatch(own -> own.getType().equals(old.getType())))
        .forEach(all::add);
    for (Condition own : wanted) {
      Condition old =
          known.stream().filter(c -> c.getType().equals(own.getType())).findFirst().orElse(null);
      String since =
          old != null && Objects.equals(old.getStatus(), own.getStatus())
              ? old.getLastTransitionTime()
              : now.truncatedTo(ChronoUnit.SECONDS).toString();
      all.add(new ConditionBuilder(own).withLastTransitionTime(since).build());
    }
    return all;
  }

  /** The word about an object in the version {@code generation} of its spec, without its time. */
  static Condition accepted(PoolVerdict verdict, @Nullable Long generation) {
    Condition said = condition(ACCEPTED, verdict.accepted(), verdict.reason(), verdict.message());
    said.setObservedGeneration(generation);
    return said;
  }

  /** One condition, without its time. */
  static Condition condition(String type, boolean holds, String reason, String message) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(holds ? "True" : "False")
        .withReason(reason)
        .withMessage(message)
        .build();
  }
}
