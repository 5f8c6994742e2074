package io.gridpool.agent.ipam;

import io.gridpool.ledger.command.Reclaim;
import java.util.Locale;

/** Why a lease was freed without a CNI call: few enough to count by. */
public enum ReclaimReason {
  POD_GONE,
  POD_REPLACED,
  POD_FINISHED,
  POD_OVERDUE,
  NODE_LOST,
  OWNER_GONE,
  BY_HAND,
  ADDRESS_UNUSABLE,
  OTHER;

  /** The kind of a reason as the record has it in words. */
  public static ReclaimReason of(String words) {
    if (words.startsWith("by hand")) {
      return BY_HAND;
    }
    if (words.startsWith(Reclaim.UNUSABLE)) {
      return ADDRESS_UNUSABLE;
    }
    if (words.startsWith("node ")) {
      return NODE_LOST;
    }
    return words.startsWith("pod ") ? ofPod(words) : ofOwner(words);
  }

  private static ReclaimReason ofPod(String words) {
    if (words.startsWith("pod finished")) {
      return POD_FINISHED;
    }
    return switch (words) {
      case "pod gone" -> POD_GONE;
      case "pod replaced" -> POD_REPLACED;
      case "pod ends for longer than its grace" -> POD_OVERDUE;
      default -> OTHER;
    };
  }

  private static ReclaimReason ofOwner(String words) {
    if (words.startsWith("the name belongs to") || words.startsWith("the pod of this name")) {
      return POD_REPLACED;
    }
    return words.endsWith(" gone") || words.endsWith(" has no such ordinal") ? OWNER_GONE : OTHER;
  }

  /** As metrics spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
