package io.gridpool.ledger.script;

import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.outcome.EarlyReuse;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.outcome.PoolRefusal;
import io.gridpool.ledger.outcome.WantRefusal;
import java.util.List;
import java.util.stream.Collectors;

/** Outcomes as one line of a script. */
final class OutcomeText {
  private OutcomeText() {}

  static String of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Granted granted ->
          "granted " + held(granted.endpoint()) + early(granted.earlyReuses());
      case Outcome.AlreadyHeld held -> "already held " + held(held.endpoint());
      case Outcome.Rebound rebound ->
          "rebound " + held(rebound.endpoint()) + early(rebound.earlyReuses());
      case Outcome.Refused refused ->
          "refused " + refused.wants().stream().map(OutcomeText::want).collect(joined());
      case Outcome.HeldByOther held -> "held by uid " + held.holder().podUid();
      case Outcome.Released released -> "released " + held(released.endpoint());
      case Outcome.Parked parked -> "parked " + held(parked.endpoint());
      case Outcome.NothingToRelease nothing -> "nothing to release";
      case Outcome.Fenced fenced -> "fenced by uid " + fenced.holder().podUid();
      case Outcome.PoolStored stored -> "stored at " + stored.revision();
      case Outcome.PoolUnchanged same -> "unchanged since " + same.revision();
      case Outcome.PoolRemoved removed -> "removed " + removed.pool();
      case Outcome.PoolUnknown unknown -> "unknown pool " + unknown.pool();
      case Outcome.PoolRefused refused -> "refused: " + refused.problem();
      case Outcome.ReservedStored stored -> "reserved at " + stored.revision();
      case Outcome.TermOpened opened -> "opened " + opened.term().number();
      case Outcome.WrongTerm wrong -> "wrong term, it is " + wrong.current().number();
      case Outcome.Invalid invalid -> "invalid: " + invalid.message();
      case Outcome.Adopted adopted -> "adopted " + held(adopted.endpoint());
      case Outcome.AdoptionRefused refused -> "not adopted: " + refused.message();
      case Outcome.LevelRaised raised -> "level " + raised.level();
      case Outcome.Adopting adopting ->
          "adopting " + adopting.running() + " " + adopting.reported();
    };
  }

  private static String held(Endpoint endpoint) {
    return endpoint.leases().stream()
            .map(lease -> lease.nic() + "=" + lease.cidr())
            .collect(joined())
        + (endpoint.podName().isEmpty() ? "" : " by pod " + endpoint.podName())
        + (endpoint.detail().isEmpty() ? "" : " detail " + endpoint.detail());
  }

  private static String early(List<EarlyReuse> reuses) {
    return reuses.stream()
        .map(reuse -> ", " + reuse.address() + " rests " + reuse.restLeftMs() + " ms less")
        .collect(Collectors.joining());
  }

  private static String want(WantRefusal want) {
    return want.nic()
        + "/"
        + want.family()
        + want.pools().stream()
            .map(pool -> " " + pool.pool() + " " + pool.reason() + " " + numbers(pool))
            .collect(Collectors.joining(","));
  }

  private static String numbers(PoolRefusal pool) {
    String numbers = pool.leased() + "/" + pool.total();
    return pool.holder() == null ? numbers : numbers + " by " + pool.holder();
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(" ");
  }
}
