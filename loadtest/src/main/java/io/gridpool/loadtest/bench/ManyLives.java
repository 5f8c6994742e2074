package io.gridpool.loadtest.bench;

import io.gridpool.agent.ipam.EarlierLives;
import io.gridpool.agent.ipam.LivePod;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A cluster that ran many pods before: one lease each, in one large pool, as Spiderpool left it.
 */
final class ManyLives implements EarlierLives {
  private static final Address FIRST = Address.parse("10.0.0.10");

  private final int leases;

  ManyLives(int leases) {
    this.leases = leases;
  }

  private static Address address(int pod) {
    return FIRST.plus(pod);
  }

  @Override
  public List<Command> pools() {
    return List.of(
        new PutPool(
            new PoolSpec(
                "many",
                Subnet.parse("10.0.0.0/8"),
                List.of(new AddressRange(FIRST, address(leases + 1_000))),
                List.of(),
                0,
                false,
                "")));
  }

  @Override
  public List<Endpoint> mirrored() {
    return IntStream.range(0, leases).mapToObj(ManyLives::endpoint).toList();
  }

  private static Endpoint endpoint(int pod) {
    return new Endpoint(
        new EndpointKey("shop", "web-" + pod),
        "0b7e3f2c-0000-4000-8000-%012d".formatted(pod),
        "n" + pod % 1_000,
        "0123456789abcdef",
        new Owner("apps", "Deployment", "web"),
        false,
        false,
        List.of(new NicLease("eth0", "many", address(pod), 8)),
        1,
        0);
  }

  @Override
  public List<LivePod> livePods() {
    return IntStream.range(0, leases)
        .mapToObj(ManyLives::endpoint)
        .map(of ->
            new LivePod(
                of.key(), of.podUid(), of.node(), List.of(of.leases().getFirst().address())))
        .toList();
  }

  @Override
  public Set<String> readyNodes() {
    return Set.of("n1");
  }

  @Override
  public SortedMap<String, List<String>> silentNodes(Set<String> reported) {
    return new TreeMap<>();
  }

  @Override
  public void warn(String reason, String message) {
    System.out.println(reason + ": " + message);
  }
}
