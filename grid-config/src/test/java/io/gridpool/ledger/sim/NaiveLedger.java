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

  record Kind(boolean sticky, boolean named) {}

  record Pod(String uid, String fence, Kind kind, Map<String, Spot> held, Set<String> old) {}

  record Rest(Spot spot, long endMs, EndpointKey by) {}

  static final Kind OWN = new Kind(true, false);
  final Map<EndpointKey, Pod> pods = new HashMap<>();
  final Map<String, PoolSpec> pools = new HashMap<>();
  final Map<String, List<AddressRange>> reserved = new HashMap<>();
  final Map<String, Spot> last = new HashMap<>();
  final List<Rest> rests = new ArrayList<>();
  long nowMs;

  String apply(long timeMs, Command command) {
    nowMs = timeMs;
    rests.removeIf(rest -> rest.endMs <= nowMs);
    return switch (command) {
      case PutPool c -> putPool(c.spec(), nowMs + c.spec().cooldownMs());
      case PutReserved c -> putReserved(c.reservation());
      case Acquire c -> acquire(c, pods.get(c.endpoint()), !c.podName().isEmpty());
      case Release c -> release(c, pods.get(c.endpoint()));
      case Rebind c -> rebind(c, pods.get(c.endpoint()), !c.podName().isEmpty());
      case Reclaim c when !pods.containsKey(c.endpoint()) -> "NothingToRelease";
      case Reclaim c when !pods.get(c.endpoint()).uid.equals(c.podUid()) -> "Fenced";
      case Reclaim c -> free(c.endpoint(), pods.remove(c.endpoint()).held.values());
      default -> throw new IllegalArgumentException(command.toString());
    };
  }

  String putPool(PoolSpec spec, long endMs) {
    boolean same = spec.equals(pools.put(spec.name(), spec));
    rests.replaceAll(r ->
        r.spot.pool.equals(spec.name()) && r.endMs > endMs ? new Rest(r.spot, endMs, r.by) : r);
    rests.removeIf(rest -> rest.endMs <= nowMs);
    return same ? "PoolUnchanged" : "PoolStored";
  }

  String putReserved(Reservation reservation) {
    reserved.put(reservation.name(), reservation.ranges());
    return "ReservedStored";
  }

  String acquire(Acquire c, Pod pod, boolean named) {
    boolean same = pod != null && pod.uid.equals(c.podUid());
    if (pod != null && !same && (!pod.fence.isEmpty() || named || !pod.kind.equals(OWN))) {
      return "HeldByOther";
    }
    Map<String, Spot> held = new LinkedHashMap<>(pod == null ? Map.of() : pod.held);
    Set<String> old = new HashSet<>(same ? pod.old : held.keySet());
    Stream<Want> all = c.wants().stream();
    List<Want> missing = all.filter(w -> !keeps(w, held.get(w.nic() + w.family()), old)).toList();
    List<Spot> freed = new ArrayList<>();
    missing.forEach(w -> freed.add(held.remove(w.nic() + w.family())));
    if (c.everyNic()) {
      Set<String> gone = new HashSet<>(old);
      c.wants().forEach(w -> gone.remove(w.nic() + w.family()));
      gone.forEach(nic -> freed.add(held.remove(nic)));
      old.removeAll(gone);
    }
    freed.removeIf(Objects::isNull);
    List<Spot> taken = new ArrayList<>();
    missing.forEach(w -> taken.add(choose(w, c.endpoint(), taken, freed)));
    if (taken.contains(null)) {
      return "Refused";
    }
    for (int i = 0; i < taken.size(); i++) {
      Spot spot = taken.get(i);
      held.put(missing.get(i).nic() + missing.get(i).family(), spot);
      if (!rests.removeIf(r -> r.spot.equals(spot)) && missing.get(i).asked() == null) {
        last.put(spot.pool, spot);
      }
    }
    freed.removeAll(taken);
    free(c.endpoint(), freed);
    c.wants().forEach(w -> old.remove(w.nic() + w.family()));
    boolean resumed = same && taken.isEmpty() && freed.isEmpty();
    Kind kind = resumed ? pod.kind : new Kind(c.sticky(), named);
    pods.put(c.endpoint(), new Pod(c.podUid(), c.containerId(), kind, held, old));
    return (resumed ? "AlreadyHeld" : pod != null && !same ? "Rebound" : "Granted")
        + new TreeMap<>(held);
  }

  boolean keeps(Want want, Spot now, Set<String> old) {
    boolean fits = now != null && (want.asked() == null || want.asked().equals(now.address));
    boolean left = old.contains(want.nic() + want.family());
    return now != null && (!left || (fits && want.pools().contains(now.pool)));
  }

  Spot choose(Want want, EndpointKey by, List<Spot> taken, List<Spot> freed) {
    List<PoolSpec> known = want.pools().stream().map(pools::get).filter(Objects::nonNull).toList();
    List<String> usable =
        known.stream()
            .filter(p -> !p.disabled() && p.family() == want.family())
            .map(PoolSpec::name)
            .toList();
    Stream<Spot> own =
        usable.stream().flatMap(p -> resting(p).filter(r -> r.by.equals(by)).map(Rest::spot));
    Stream<Spot> free = usable.stream().flatMap(p -> inTurn(p).filter(s -> !inUse(s)));
    Stream<Spot> early = usable.stream().flatMap(p -> resting(p).map(Rest::spot));
    Stream<Spot> back = freed.stream().filter(s -> usable.contains(s.pool));
    return Stream.of(own, free, early, want.asked() == null ? Stream.<Spot>of() : back)
        .flatMap(s -> s)
        .filter(s -> want.asked() == null || want.asked().equals(s.address))
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
    List<AddressRange> excluded = pools.get(pool).excluded();
    List<Spot> all = new ArrayList<>();
    for (AddressRange range : pools.get(pool).ranges()) {
      Stream.iterate(range.first(), range::contains, a -> a.plus(1))
          .filter(a -> excluded.stream().noneMatch(r -> r.contains(a)))
          .forEach(a -> all.add(new Spot(pool, a)));
    }
    Collections.rotate(all, -(all.indexOf(last.get(pool)) + 1));
    return all.stream();
  }

  String release(Release c, Pod pod) {
    boolean otherUid = pod != null && !c.podUid().isEmpty() && !c.podUid().equals(pod.uid);
    if (pod == null) {
      return "NothingToRelease";
    } else if (otherUid || !Set.of("", c.containerId()).contains(pod.fence)) {
      return "Fenced";
    } else if (pod.kind.sticky || !c.podEnds() || (pod.fence + c.podUid()).isEmpty()) {
      pods.put(c.endpoint(), new Pod(pod.uid, "", pod.kind, pod.held, pod.old));
      return "Parked";
    }
    return free(c.endpoint(), pods.remove(c.endpoint()).held.values());
  }

  String rebind(Rebind c, Pod pod, boolean named) {
    if (pod == null) {
      return "NothingToRelease";
    }
    boolean same = pod.uid.equals(c.podUid());
    if (!same && !(pod.uid.equals(c.fromUid()) && pod.kind.named == named)) {
      return "HeldByOther";
    }
    Set<String> old = same ? pod.old : pod.held.keySet();
    pods.put(c.endpoint(), new Pod(c.podUid(), c.containerId(), pod.kind, pod.held, old));
    return (same ? "AlreadyHeld" : "Rebound") + new TreeMap<>(pod.held);
  }

  String free(EndpointKey by, Collection<Spot> spots) {
    spots.forEach(s -> rests.add(new Rest(s, nowMs + pools.get(s.pool).cooldownMs(), by)));
    rests.removeIf(rest -> rest.endMs <= nowMs);
    return "Released";
  }
}
