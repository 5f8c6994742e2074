package io.gridpool.ledger.codec;

import io.gridpool.ledger.outcome.EarlyReuse;
import io.gridpool.ledger.outcome.Outcome;
import java.util.List;

/** Outcomes as a tag and their parts. */
final class OutcomeCodec {
  private static final int GRANTED = 1;
  private static final int ALREADY_HELD = 2;
  private static final int REBOUND = 3;
  private static final int REFUSED = 4;
  private static final int HELD_BY_OTHER = 5;
  private static final int RELEASED = 6;
  private static final int PARKED = 7;
  private static final int NOTHING_TO_RELEASE = 8;
  private static final int FENCED = 9;
  private static final int POOL_STORED = 10;
  private static final int POOL_UNCHANGED = 11;
  private static final int POOL_REMOVED = 12;
  private static final int POOL_UNKNOWN = 13;
  private static final int POOL_REFUSED = 14;
  private static final int RESERVED_STORED = 15;
  private static final int TERM_OPENED = 16;
  private static final int WRONG_TERM = 17;
  private static final int INVALID = 18;

  private static final int ADOPTED = 19;
  private static final int ADOPTION_REFUSED = 20;
  private static final int ADOPTING = 21;

  /** Level 2. */
  private static final int LEVEL_RAISED = 22;

  private static final int LEVEL_OF_LEVELS = 2;

  private OutcomeCodec() {}

  /** The lowest level whose programs read these. */
  static int levelOf(List<Outcome> outcomes) {
    return outcomes.stream().anyMatch(Outcome.LevelRaised.class::isInstance)
        ? LEVEL_OF_LEVELS
        : LedgerCodec.LEVEL_FIRST;
  }

  static void write(ByteSink sink, Outcome outcome) {
    sink.u8(tagOf(outcome));
    switch (outcome) {
      case Outcome.Granted granted -> {
        ModelCodec.endpoint(sink, granted.endpoint());
        sink.list(granted.earlyReuses(), OutcomeCodec::early);
      }
      case Outcome.AlreadyHeld held -> ModelCodec.endpoint(sink, held.endpoint());
      case Outcome.Rebound rebound -> {
        ModelCodec.endpoint(sink, rebound.endpoint());
        sink.list(rebound.earlyReuses(), OutcomeCodec::early);
      }
      case Outcome.Refused refused -> sink.list(refused.wants(), RefusalCodec::want);
      case Outcome.HeldByOther held -> ModelCodec.endpoint(sink, held.holder());
      case Outcome.Released released -> ModelCodec.endpoint(sink, released.endpoint());
      case Outcome.Parked parked -> ModelCodec.endpoint(sink, parked.endpoint());
      case Outcome.NothingToRelease nothing -> {}
      case Outcome.Fenced fenced -> ModelCodec.endpoint(sink, fenced.holder());
      case Outcome.PoolStored stored -> named(sink, stored.pool(), stored.revision());
      case Outcome.PoolUnchanged same -> named(sink, same.pool(), same.revision());
      case Outcome.PoolRemoved removed -> sink.text(removed.pool());
      case Outcome.PoolUnknown unknown -> sink.text(unknown.pool());
      case Outcome.PoolRefused refused -> {
        sink.text(refused.pool());
        RefusalCodec.problem(sink, refused.problem());
      }
      case Outcome.ReservedStored stored -> named(sink, stored.reservation(), stored.revision());
      case Outcome.TermOpened opened -> ModelCodec.term(sink, opened.term());
      case Outcome.WrongTerm wrong -> ModelCodec.term(sink, wrong.current());
      case Outcome.Invalid invalid -> sink.text(invalid.message());
      case Outcome.Adopted adopted -> ModelCodec.endpoint(sink, adopted.endpoint());
      case Outcome.AdoptionRefused refused -> sink.text(refused.message());
      case Outcome.Adopting adopting -> {
        sink.flag(adopting.running());
        sink.list(adopting.reported(), ByteSink::text);
      }
      case Outcome.LevelRaised raised -> sink.varint(raised.level());
    }
  }

  private static int tagOf(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Granted granted -> GRANTED;
      case Outcome.AlreadyHeld held -> ALREADY_HELD;
      case Outcome.Rebound rebound -> REBOUND;
      case Outcome.Refused refused -> REFUSED;
      case Outcome.HeldByOther held -> HELD_BY_OTHER;
      case Outcome.Released released -> RELEASED;
      case Outcome.Parked parked -> PARKED;
      case Outcome.NothingToRelease nothing -> NOTHING_TO_RELEASE;
      case Outcome.Fenced fenced -> FENCED;
      case Outcome.PoolStored stored -> POOL_STORED;
      case Outcome.PoolUnchanged same -> POOL_UNCHANGED;
      case Outcome.PoolRemoved removed -> POOL_REMOVED;
      case Outcome.PoolUnknown unknown -> POOL_UNKNOWN;
      case Outcome.PoolRefused refused -> POOL_REFUSED;
      case Outcome.ReservedStored stored -> RESERVED_STORED;
      case Outcome.TermOpened opened -> TERM_OPENED;
      case Outcome.WrongTerm wrong -> WRONG_TERM;
      case Outcome.Invalid invalid -> INVALID;
      case Outcome.Adopted adopted -> ADOPTED;
      case Outcome.AdoptionRefused refused -> ADOPTION_REFUSED;
      case Outcome.Adopting adopting -> ADOPTING;
      case Outcome.LevelRaised raised -> LEVEL_RAISED;
    };
  }

  static Outcome read(ByteSource source) {
    int tag = source.u8();
    return switch (tag) {
      case GRANTED ->
          new Outcome.Granted(ModelCodec.endpoint(source), source.list(OutcomeCodec::early));
      case ALREADY_HELD -> new Outcome.AlreadyHeld(ModelCodec.endpoint(source));
      case REBOUND ->
          new Outcome.Rebound(ModelCodec.endpoint(source), source.list(OutcomeCodec::early));
      case REFUSED -> new Outcome.Refused(source.list(RefusalCodec::want));
      case HELD_BY_OTHER -> new Outcome.HeldByOther(ModelCodec.endpoint(source));
      case RELEASED -> new Outcome.Released(ModelCodec.endpoint(source));
      case PARKED -> new Outcome.Parked(ModelCodec.endpoint(source));
      case NOTHING_TO_RELEASE -> new Outcome.NothingToRelease();
      case FENCED -> new Outcome.Fenced(ModelCodec.endpoint(source));
      case POOL_STORED -> new Outcome.PoolStored(source.text(), source.varint());
      case POOL_UNCHANGED -> new Outcome.PoolUnchanged(source.text(), source.varint());
      case POOL_REMOVED -> new Outcome.PoolRemoved(source.text());
      case POOL_UNKNOWN -> new Outcome.PoolUnknown(source.text());
      case POOL_REFUSED -> new Outcome.PoolRefused(source.text(), RefusalCodec.problem(source));
      case RESERVED_STORED -> new Outcome.ReservedStored(source.text(), source.varint());
      case TERM_OPENED -> new Outcome.TermOpened(ModelCodec.term(source));
      case WRONG_TERM -> new Outcome.WrongTerm(ModelCodec.term(source));
      case LEVEL_RAISED ->
          new Outcome.LevelRaised(source.number(LedgerCodec.LEVEL_NEWEST, "a level"));
      case INVALID -> new Outcome.Invalid(source.text());
      case ADOPTED -> new Outcome.Adopted(ModelCodec.endpoint(source));
      case ADOPTION_REFUSED -> new Outcome.AdoptionRefused(source.text());
      case ADOPTING -> new Outcome.Adopting(source.flag(), source.list(ByteSource::text));
      default -> throw source.damaged("an unknown outcome " + tag);
    };
  }

  private static void named(ByteSink sink, String name, long revision) {
    sink.text(name);
    sink.varint(revision);
  }

  private static void early(ByteSink sink, EarlyReuse early) {
    sink.text(early.pool());
    ModelCodec.address(sink, early.address());
    sink.signed(early.restLeftMs());
  }

  private static EarlyReuse early(ByteSource source) {
    return new EarlyReuse(source.text(), ModelCodec.address(source), source.signed());
  }
}
