package io.gridpool.ledger.codec;

import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Adopt;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.EndAdoption;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.command.RaiseLevel;
import io.gridpool.ledger.command.Rebind;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.command.RemovePool;
import io.gridpool.ledger.command.ReportNode;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.EndpointKey;

/** Commands as a tag and their parts. */
final class CommandCodec {
  private static final int OPEN_TERM = 1;
  private static final int PUT_POOL = 2;
  private static final int REMOVE_POOL = 3;
  private static final int PUT_RESERVED = 4;
  private static final int ACQUIRE = 5;
  private static final int RELEASE = 6;
  private static final int REBIND = 7;
  private static final int RECLAIM = 8;

  /** An acquire with a name of its pod, a detail, and for each want perhaps an address. */
  private static final int ACQUIRE_MORE = 9;

  /** A rebind with the name of its pod. */
  private static final int REBIND_NAMED = 10;

  private static final int ADOPT = 11;
  private static final int REPORT_NODE = 12;
  private static final int END_ADOPTION = 13;

  /** A first term that adopts. */
  private static final int OPEN_TERM_ADOPTING = 14;

  /** A reclaim that says by a field whether the addresses can be used; level 2. */
  private static final int RECLAIM_USABLE = 15;

  /** Level 2. */
  private static final int RAISE_LEVEL = 16;

  private static final int LEVEL_OF_FIELDS = 2;

  private CommandCodec() {}

  /** The lowest level whose programs read what {@link #write} writes for {@code level}. */
  static int levelOf(Command command, int level) {
    return switch (command) {
      case Reclaim reclaim -> Math.min(level, LEVEL_OF_FIELDS);
      case RaiseLevel raise -> Math.max(raise.level(), LEVEL_OF_FIELDS);
      default -> LedgerCodec.LEVEL_FIRST;
    };
  }

  /** Writes the newest form that programs of {@code level} read. */
  static void write(ByteSink sink, Command command, int level) {
    switch (command) {
      case OpenTerm open -> {
        sink.u8(open.adopts() ? OPEN_TERM_ADOPTING : OPEN_TERM);
        ModelCodec.term(sink, open.term());
      }
      case PutPool put -> {
        sink.u8(PUT_POOL);
        ModelCodec.pool(sink, put.spec());
      }
      case RemovePool remove -> {
        sink.u8(REMOVE_POOL);
        sink.text(remove.pool());
      }
      case PutReserved put -> {
        sink.u8(PUT_RESERVED);
        ModelCodec.reservation(sink, put.reservation());
      }
      case Acquire acquire -> acquire(sink, acquire);
      case Release release -> release(sink, release);
      case Rebind rebind -> rebind(sink, rebind);
      case Reclaim reclaim -> reclaim(sink, reclaim, level);
      case Adopt adopt -> {
        sink.u8(ADOPT);
        ModelCodec.endpoint(sink, adopt.endpoint());
      }
      case ReportNode report -> {
        sink.u8(REPORT_NODE);
        sink.text(report.node());
      }
      case EndAdoption end -> sink.u8(END_ADOPTION);
      case RaiseLevel raise -> {
        sink.u8(RAISE_LEVEL);
        sink.varint(raise.level());
      }
    }
  }

  static Command read(ByteSource source) {
    int tag = source.u8();
    return switch (tag) {
      case OPEN_TERM -> new OpenTerm(ModelCodec.term(source));
      case OPEN_TERM_ADOPTING -> new OpenTerm(ModelCodec.term(source), true);
      case PUT_POOL -> new PutPool(ModelCodec.pool(source));
      case REMOVE_POOL -> new RemovePool(source.text());
      case PUT_RESERVED -> new PutReserved(ModelCodec.reservation(source));
      case ACQUIRE -> acquire(source, false);
      case ACQUIRE_MORE -> acquire(source, true);
      case RELEASE ->
          new Release(ModelCodec.key(source), source.text(), source.text(), source.flag());
      case REBIND -> rebind(source, false);
      case REBIND_NAMED -> rebind(source, true);
      case RECLAIM -> spelled(ModelCodec.key(source), source.text(), source.text());
      case RECLAIM_USABLE ->
          new Reclaim(ModelCodec.key(source), source.text(), source.text(), source.flag());
      case ADOPT -> new Adopt(ModelCodec.endpoint(source));
      case REPORT_NODE -> new ReportNode(source.text());
      case END_ADOPTION -> new EndAdoption();
      case RAISE_LEVEL -> new RaiseLevel(source.number(LedgerCodec.LEVEL_NEWEST, "a level"));
      default -> throw source.damaged("an unknown command " + tag);
    };
  }

  private static void reclaim(ByteSink sink, Reclaim reclaim, int level) {
    boolean field = level >= LEVEL_OF_FIELDS;
    sink.u8(field ? RECLAIM_USABLE : RECLAIM);
    ModelCodec.key(sink, reclaim.endpoint());
    sink.text(reclaim.podUid());
    sink.text(field ? reclaim.reason() : reclaim.spelled());
    if (field) {
      sink.flag(reclaim.unusable());
    }
  }

  /** The reclaim of level 1. */
  private static Reclaim spelled(EndpointKey key, String podUid, String reason) {
    return reason.startsWith(Reclaim.UNUSABLE)
        ? new Reclaim(key, podUid, reason.substring(Reclaim.UNUSABLE.length()), true)
        : new Reclaim(key, podUid, reason);
  }

  private static void acquire(ByteSink sink, Acquire acquire) {
    boolean more =
        acquire.everyNic()
            || !acquire.podName().isEmpty()
            || !acquire.detail().isEmpty()
            || acquire.wants().stream().anyMatch(want -> want.asked() != null);
    sink.u8(more ? ACQUIRE_MORE : ACQUIRE);
    ModelCodec.key(sink, acquire.endpoint());
    sink.text(acquire.podUid());
    sink.text(acquire.node());
    sink.text(acquire.containerId());
    ModelCodec.owner(sink, acquire.owner());
    sink.flag(acquire.sticky());
    sink.list(acquire.wants(), more ? CommandCodec::askingWant : CommandCodec::want);
    if (more) {
      sink.flag(acquire.everyNic());
      sink.text(acquire.podName());
      sink.text(acquire.detail());
    }
  }

  private static Acquire acquire(ByteSource source, boolean more) {
    return new Acquire(
        ModelCodec.key(source),
        source.text(),
        source.text(),
        source.text(),
        ModelCodec.owner(source),
        source.flag(),
        source.list(more ? CommandCodec::askingWant : CommandCodec::want),
        more && source.flag(),
        more ? source.text() : "",
        more ? source.text() : "");
  }

  private static void want(ByteSink sink, Want want) {
    sink.text(want.nic());
    ModelCodec.family(sink, want.family());
    sink.list(want.pools(), ByteSink::text);
  }

  private static Want want(ByteSource source) {
    return new Want(source.text(), ModelCodec.family(source), source.list(ByteSource::text));
  }

  private static void askingWant(ByteSink sink, Want want) {
    want(sink, want);
    Address asked = want.asked();
    sink.flag(asked != null);
    if (asked != null) {
      ModelCodec.address(sink, asked);
    }
  }

  private static Want askingWant(ByteSource source) {
    Want want = want(source);
    return source.flag()
        ? new Want(want.nic(), want.family(), want.pools(), ModelCodec.address(source))
        : want;
  }

  private static void release(ByteSink sink, Release release) {
    sink.u8(RELEASE);
    ModelCodec.key(sink, release.endpoint());
    sink.text(release.podUid());
    sink.text(release.containerId());
    sink.flag(release.podEnds());
  }

  private static void rebind(ByteSink sink, Rebind rebind) {
    boolean named = !rebind.podName().isEmpty();
    sink.u8(named ? REBIND_NAMED : REBIND);
    ModelCodec.key(sink, rebind.endpoint());
    sink.text(rebind.fromUid());
    sink.text(rebind.podUid());
    sink.text(rebind.node());
    sink.text(rebind.containerId());
    if (named) {
      sink.text(rebind.podName());
    }
  }

  private static Rebind rebind(ByteSource source, boolean named) {
    return new Rebind(
        ModelCodec.key(source),
        source.text(),
        source.text(),
        source.text(),
        source.text(),
        named ? source.text() : "");
  }
}
