package io.gridpool.agent.ipam;

import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an API server would tell. */
final class LivesInMemory implements EarlierLives {
  final List<Endpoint> mirrored = new ArrayList<>();
  long cooldownMs;
  Set<String> ready = Set.of("n1");
  List<LivePod> pods = List.of();
  SortedMap<String, List<String>> silent = new TreeMap<>();
  final List<String> events = new ArrayList<>();

  @Override
  public List<Command> pools() {
    return List.of(
        new PutPool(
            new PoolSpec(
                "p4",
                Subnet.parse("10.6.0.0/24"),
                List.of(AddressRange.parse("10.6.0.10-10.6.0.19")),
                List.of(),
                cooldownMs,
                false,
                "")));
  }

  @Override
  public List<Endpoint> mirrored() {
    return mirrored;
  }

  @Override
  public Set<String> readyNodes() {
    return ready;
  }

  @Override
  public List<LivePod> livePods() {
    return pods;
  }

  @Override
  public SortedMap<String, List<String>> silentNodes(Set<String> reported) {
    SortedMap<String, List<String>> left = new TreeMap<>(silent);
    left.keySet().removeAll(reported);
    return left;
  }

  @Override
  public void warn(String reason, String message) {
    events.add(reason + ": " + message);
  }
}
