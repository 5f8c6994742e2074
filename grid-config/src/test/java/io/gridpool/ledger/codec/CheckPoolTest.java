package io.gridpool.ledger.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpool.ledger.Ledger;
import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Batch;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.model.TermId;
import io.gridpool.ledger.outcome.Outcome;
import io.gridpool.ledger.outcome.PoolProblem;
import io.gridpool.ledger.query.Answer;
import io.gridpool.ledger.query.Query;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The question whether a pool would be stored, over the wire form of both directions. */
final class CheckPoolTest {
  private static final TermId TERM = new TermId(1, "test");
  private final Ledger ledger = new Ledger();
  private long index;

  @Test
  void saysWhatAPutWouldMeetAndChangesNothing() {
    put(new OpenTerm(TERM), new PutPool(spec("a", "10.0.0.10-10.0.0.19")));
    long before = ((Answer.Status) ledger.ask(new Query.ReadStatus())).revision();
    assertThat(check(spec("b", "10.0.0.19-10.0.0.29")))
        .isEqualTo(new PoolProblem.SharesAddresses("a", AddressRange.parse("10.0.0.19-10.0.0.19")));
    assertThat(check(spec("b", "10.0.0.20-10.0.0.29"))).isNull();
    assertThat(check(spec("a", "10.0.0.10-10.0.0.19"))).isNull();
    assertThat(((Answer.Status) ledger.ask(new Query.ReadStatus())).revision()).isEqualTo(before);
  }

  /** The peer enumerates every address of the pool here and exhausts its memory. */
  @Test
  void bigIpv6UpdateEnumerationCostsOneLookPerLease() {
    PoolSpec huge = v6("fd00::1000-fd00::ffff:ffff:ffff:ffff");
    put(new OpenTerm(TERM), new PutPool(huge));
    var want = new Want("eth0", IpFamily.V6, List.of("huge"));
    var pod = new EndpointKey("default", "p");
    var owner = new Owner("", "Pod", "p");
    var granted =
        (Outcome.Granted)
            put(new Acquire(pod, "u", "n", "c", owner, false, List.of(want))).getFirst();
    var address = granted.endpoint().leases().getFirst().address();
    assertThat(check(v6("fd00::1000-fd00::ffff:ffff:ffff:fffe"))).isNull();
    assertThat(check(v6(address.plus(1) + "-fd00::ffff:ffff:ffff:ffff")))
        .isEqualTo(new PoolProblem.LeasesOutside(1, List.of(address)));
  }

  private static PoolSpec v6(String range) {
    return new PoolSpec(
        "huge",
        Subnet.parse("fd00::/48"),
        List.of(AddressRange.parse(range)),
        List.of(),
        0,
        false,
        "");
  }

  private static PoolSpec spec(String name, String range) {
    return new PoolSpec(
        name,
        Subnet.parse("10.0.0.0/24"),
        List.of(AddressRange.parse(range)),
        List.of(),
        0,
        false,
        "");
  }

  private List<Outcome> put(Command... commands) {
    return ledger.apply(++index, new Batch(TERM, 1_000, List.of(commands)));
  }

  private @org.jspecify.annotations.Nullable PoolProblem check(PoolSpec spec) {
    Query asked = LedgerCodec.decodeQuery(LedgerCodec.encodeQuery(new Query.CheckPool(spec)));
    Answer answer = LedgerCodec.decodeAnswer(LedgerCodec.encodeAnswer(ledger.ask(asked)));
    return ((Answer.PoolChecked) answer).problem();
  }
}
