package io.gridpool.ledger.sim;

import io.gridpool.ledger.command.*;
import io.gridpool.ledger.model.*;
import java.util.*;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;

/**
 * The rules once more, as plainly as they can be written; an outcome is a word and what is held.
 */
@NullUnmarked // the world asks for no pool and no pod that is not there
final class NaiveLedger {
  record Spot(String pool, Address address) {}

  record Pod(String uid, String fence, boolean sticky, Map<String, Spot> held, Set<String> old) {}

  record Rest(Spot spot, long endMs, EndpointKey by) {}

  final Map<EndpointKey, Pod> pods = new HashMap<>();
  final Map<String, PoolSpec> pools = new HashMap<>();
  final Map<String, List<AddressRange>> reserved = new HashMap<>();
  final Map<String, Spot> last = new HashMap<>();
  List<Rest> rests = new ArrayList<>();

  String apply(long nowMs, Command command) {
    rests.removeIf(rest -> rest.endMs <= nowMs);
    return switch (command) {
      case PutPool c -> putPool(c.spec(), nowMs);
      case PutReserved c -> putReserved(c.reservation());
      case Acquire c -> acquire(c, Optional.ofNullable(pods.get(c.endpoint())), nowMs);
      case Release c when !pods.containsKey(c.endpoint()) -> "NothingToRelease";
      case Rebind c when !pods.containsKey(c.endpoint()) -> "NothingToRelease";
      case Reclaim c when !pods.containsKey(c.endpoint()) -> "NothingToRelease";
      case Release c -> release(c, pods.get(c.endpoint()), nowMs);
      case Rebind c -> rebind(c, pods.get(c.endpoint()));
      case Reclaim c when !pods.get(c.endpoint()).uid.equals(c.podUid()) -> "Fenced";
      case Reclaim c -> free(c.endpoint(), pods.remove(c.endpoint()).held.values(), nowMs);
      default -> throw new IllegalArgumentException(command.toString());
    };
  }

  String putPool(PoolSpec spec, long nowMs) {
    boolean same = spec.equals(pools.put(spec.name(), spec));
    long endMs = nowMs + spec.cooldownMs();
    rests.replaceAll(r ->
        r.spot.pool.equals(spec.name()) && r.endMs > endMs ? new Rest(r.spot, endMs, r.by) : r);
    rests.removeIf(rest -> rest.endMs <= nowMs);
    return same ? "PoolUnchanged" : "PoolStored";
  }

  String putReserved(Reservation reservation) {
    reserved.put(reservation.name(), reservation.ranges());
    return "ReservedStored";
  }

  String acquire(Acquire c, Optional<Pod> pod, long nowMs) {
    boolean same = pod.isPresent() && pod.get().uid.equals(c.podUid());
    if (pod.isPresent() && !same && !(pod.get().fence.isEmpty() && pod.get().sticky)) {
      return "HeldByOther";
    }
    Map<String, Spot> held = new LinkedHashMap<>(pod.map(Pod::held).orElse(Map.of()));
    Set<String> old = new HashSet<>(same ? pod.get().old : held.keySet());
    List<Spot> taken = new ArrayList<>();
    List<Spot> freed = new ArrayList<>();
    for (Want want : c.wants()) {
      String nic = want.nic() + want.family();
      Spot now = held.get(nic);
      if (now == null || (old.contains(nic) && !want.pools().contains(now.pool))) {
        taken.add(choose(want, c.endpoint(), taken));
        held.remove(nic);
        held.put(nic, taken.getLast());
        freed.addAll(now == null ? List.of() : List.of(now));
      }
      old.remove(nic);
    }
    if (taken.contains(null)) {
      return "Refused";
    }
    taken.stream()
        .filter(s -> !rests.removeIf(r -> r.spot.equals(s)))
        .forEach(s -> last.put(s.pool, s));
    free(c.endpoint(), freed, nowMs);
    boolean resumed = same && taken.isEmpty();
    boolean sticky = resumed ? pod.get().sticky : c.sticky();
    pods.put(c.endpoint(), new Pod(c.podUid(), c.containerId(), sticky, held, old));
    return (resumed ? "AlreadyHeld" : pod.isPresent() && !same ? "Rebound" : "Granted")
        + new TreeMap<>(held);
  }

  Spot choose(Want want, EndpointKey by, List<Spot> taken) {
    List<String> usable =
        want.pools().stream()
            .filter(pools::containsKey)
            .filter(p -> !pools.get(p).disabled() && pools.get(p).family() == want.family())
            .toList();
    Stream<Spot> own =
        usable.stream().flatMap(p -> resting(p).filter(r -> r.by.equals(by)).map(Rest::spot));
    Stream<Spot> free = usable.stream().flatMap(p -> inTurn(p).filter(s -> !inUse(s)));
    Stream<Spot> early = usable.stream().flatMap(p -> resting(p).map(Rest::spot));
    return Stream.of(own, free, early)
        .flatMap(s -> s)
        .filter(s -> !taken.contains(s) && !isReserved(s))
        .findFirst()
        .orElse(null);
  }

  Stream<Rest> resting(String pool) {
    return rests.stream().filter(r -> r.spot.pool.equals(pool));
  }

  boolean inUse(Spot spot) {
    return rests.stream().anyMatch(r -> r.spot.equals(spot))
        || pods.values().stream().anyMatch(p -> p.held.containsValue(spot));
  }

  boolean isReserved(Spot spot) {
    return reserved.values().stream().flatMap(List::stream).anyMatch(r -> r.contains(spot.address));
  }

  Stream<Spot> inTurn(String pool) {
    List<Spot> all = new ArrayList<>();
    for (AddressRange range : pools.get(pool).ranges()) {
      Stream.iterate(range.first(), range::contains, a -> a.plus(1))
          .map(a -> new Spot(pool, a))
          .forEach(all::add);
    }
    all.removeIf(s -> pools.get(pool).excluded().stream().anyMatch(r -> r.contains(s.address)));
    Collections.rotate(all, -(all.indexOf(last.get(pool)) + 1));
    return all.stream();
  }

  String release(Release c, Pod pod, long nowMs) {
    if (!c.podUid().isEmpty() && !c.podUid().equals(pod.uid)) {
      return "Fenced";
    }
    if (!pod.fence.isEmpty() && !pod.fence.equals(c.containerId())) {
      return "Fenced";
    }
    if (pod.sticky || !c.podEnds() || (pod.fence.isEmpty() && c.podUid().isEmpty())) {
      pods.put(c.endpoint(), new Pod(pod.uid, "", pod.sticky, pod.held, pod.old));
      return "Parked";
    }
    return free(c.endpoint(), pods.remove(c.endpoint()).held.values(), nowMs);
  }

  String rebind(Rebind c, Pod pod) {
    boolean same = pod.uid.equals(c.podUid());
    if (!same && !pod.uid.equals(c.fromUid())) {
      return "HeldByOther";
    }
    Set<String> old = same ? pod.old : new HashSet<>(pod.held.keySet());
    pods.put(c.endpoint(), new Pod(c.podUid(), c.containerId(), pod.sticky, pod.held, old));
    return (same ? "AlreadyHeld" : "Rebound") + new TreeMap<>(pod.held);
  }

  String free(EndpointKey by, Collection<Spot> spots, long nowMs) {
    spots.forEach(s -> rests.add(new Rest(s, nowMs + pools.get(s.pool).cooldownMs(), by)));
    rests.removeIf(rest -> rest.endMs <= nowMs);
    return "Released";
  }
}
