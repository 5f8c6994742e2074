package io.gridpool.ledger.rule;

import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.Owner;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether an acquire is in order by itself. */
final class AcquireCheck {
  private AcquireCheck() {}

  /** The sentence of what is wrong; null when nothing is. */
  static @Nullable String problemOf(Acquire acquire) {
    Owner owner = acquire.owner();
    return Limits.first(
        Limits.key(acquire.endpoint()),
        Limits.name("a pod uid", acquire.podUid()),
        Limits.name("a node", acquire.node()),
        acquire.containerId().isEmpty() ? "a container id is missing" : null,
        Limits.text("a container id", acquire.containerId(), Limits.CONTAINER_ID_LENGTH_MAX),
        Limits.text("an owner group", owner.group(), Limits.NAME_LENGTH_MAX),
        Limits.name("an owner kind", owner.kind()),
        Limits.name("an owner name", owner.name()),
        Limits.text("a pod's name", acquire.podName(), Limits.NAME_LENGTH_MAX),
        Limits.text("a detail", acquire.detail(), Endpoint.DETAIL_LENGTH_MAX),
        acquire.wants().isEmpty() ? "nothing is wanted" : null,
        Limits.count("wants", acquire.wants().size(), Acquire.WANTS_MAX),
        wants(acquire));
  }

  private static @Nullable String wants(Acquire acquire) {
    Set<String> seen = new HashSet<>();
    for (Want want : acquire.wants()) {
      Address asked = want.asked();
      String problem =
          asked == null || asked.family() == want.family()
              ? want(want)
              : want.nic() + " asks for " + asked + " in family " + want.family();
      if (problem != null) {
        return problem;
      }
      if (!seen.add(want.family() + want.nic())) {
        return want.nic() + " is wanted twice in family " + want.family();
      }
    }
    return null;
  }

  private static @Nullable String want(Want want) {
    String problem =
        Limits.first(
            Limits.name("a NIC", want.nic()),
            want.pools().isEmpty() ? want.nic() + " has no candidate pool" : null,
            Limits.count("candidate pools of " + want.nic(), want.pools().size(), Want.POOLS_MAX));
    for (int i = 0; problem == null && i < want.pools().size(); i++) {
      problem = Limits.name("a pool name", want.pools().get(i));
    }
    return problem;
  }
}
