package io.gridpool.ledger.endpoint;

import io.gridpool.ledger.BrokenInvariantException;
import io.gridpool.ledger.codec.ByteSink;
import io.gridpool.ledger.codec.ByteSource;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.Subnet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All endpoints by key: a hash table that grows by one page at a time (linear hashing). A page
 * holds some packed endpoints one after the other, each after its length and one byte of its hash.
 */
public final class EndpointBook {
  private static final int PAGES_MIN = 64;
  private static final int PER_PAGE = 8;

  private final Function<String, Subnet> subnetOf;
  private final Dictionary dictionary;
  private final Pages pages;
  private final ByteSink record = new ByteSink(512);
  private EndpointPacker packer;
  private long count;
  private long leases;

  /** An empty book; {@code subnetOf} knows every pool that a lease names. */
  public EndpointBook(Function<String, Subnet> subnetOf) {
    this(subnetOf, new Dictionary(), new Pages(PAGES_MIN), 0);
  }

  private EndpointBook(
      Function<String, Subnet> subnetOf, Dictionary dictionary, Pages pages, long baseMs) {
    this.subnetOf = subnetOf;
    this.dictionary = dictionary;
    this.pages = pages;
    packer = new EndpointPacker(dictionary, subnetOf, baseMs);
  }

  /** A book that goes on from a frozen one. */
  public static EndpointBook thaw(FrozenEndpoints frozen, Function<String, Subnet> subnetOf) {
    EndpointBook book =
        new EndpointBook(
            subnetOf, frozen.dictionary().thaw(), frozen.pages().share(), frozen.baseMs());
    book.count = frozen.count();
    book.leases = frozen.leases();
    return book;
  }

  /** Sets the time that no endpoint's time comes before; only while the book is empty. */
  public void startAt(long baseMs) {
    packer = new EndpointPacker(dictionary, subnetOf, baseMs);
  }

  /** How many endpoints there are. */
  public long count() {
    return count;
  }

  /** How many leases there are. */
  public long leases() {
    return leases;
  }

  /** What is held under a key; null when nothing. */
  public @Nullable HeldEndpoint find(EndpointKey key) {
    long hash = KeyHash.of(key);
    byte[] page = pages.get(pageOf(hash));
    PageCursor at = find(page, key, hash);
    return at == null ? null : packer.unpack(at.body());
  }

  /** Stores an endpoint in place of {@code old}, which is what {@link #find} gave for its key. */
  public void put(HeldEndpoint held, @Nullable HeldEndpoint old) {
    EndpointKey key = held.endpoint().key();
    long hash = KeyHash.of(key);
    record.clear();
    record.u8(PageCursor.tagOf(hash));
    packer.pack(record, held);
    int number = pageOf(hash);
    byte[] page = pages.get(number);
    if (old == null) {
      pages.set(number, PageCursor.splice(page, page.length, page.length, record));
      count++;
      grow();
    } else {
      PageCursor at = found(page, key, hash);
      pages.set(number, PageCursor.splice(page, at.start(), at.end(), record));
      drop(old.endpoint());
    }
    leases += held.endpoint().leases().size();
  }

  private void drop(Endpoint old) {
    packer.drop(old);
    leases -= old.leases().size();
  }

  /** Forgets what {@link #find} gave for its key. */
  public void remove(HeldEndpoint old) {
    EndpointKey key = old.endpoint().key();
    long hash = KeyHash.of(key);
    int number = pageOf(hash);
    byte[] page = pages.get(number);
    PageCursor at = found(page, key, hash);
    pages.set(number, PageCursor.cut(page, at.start(), at.end()));
    drop(old.endpoint());
    count--;
  }

  /** Shows every endpoint, in no order that means something. */
  public void forEach(Consumer<HeldEndpoint> visitor) {
    forEachBody(body -> visitor.accept(packer.unpack(body)));
  }

  void forEachBody(Consumer<ByteSource> visitor) {
    for (int number = 0; number < pages.size(); number++) {
      show(pages.get(number), visitor);
    }
  }

  EndpointPacker packer() {
    return packer;
  }

  /** Shows the endpoints of the page that has this hash, in no order that means something. */
  void forEachOnPage(long hash, Consumer<HeldEndpoint> visitor) {
    show(pages.get(pageOf(hash)), body -> visitor.accept(packer.unpack(body)));
  }

  private static void show(byte[] page, Consumer<ByteSource> visitor) {
    for (PageCursor at = PageCursor.first(page); at != null; at = at.next()) {
      visitor.accept(at.body());
    }
  }

  /** The first position behind all of the page that has this one; 0 behind the last page. */
  long positionBehind(long position) {
    int half = Integer.highestOneBit(pages.size());
    int page = pageOf(Long.reverse(position));
    boolean split = page >= half || page + half < pages.size();
    int bits = Integer.numberOfTrailingZeros(half) + (split ? 1 : 0);
    long pageFirst = Long.reverse(page);
    return pageFirst + (1L << (Long.SIZE - bits));
  }

  /** Throws {@link BrokenInvariantException} unless the counts follow from the endpoints. */
  public void verify() {
    long[] found = new long[3];
    forEach(held -> {
      found[0]++;
      found[1] += held.endpoint().leases().size();
      found[2] += EndpointPacker.textsOf(held.endpoint());
    });
    if (found[0] != count || found[1] != leases || found[2] != dictionary.uses()) {
      throw new BrokenInvariantException(
          "%d endpoints, %d leases, %d texts found; %d, %d, %d counted"
              .formatted(found[0], found[1], found[2], count, leases, dictionary.uses()));
    }
  }

  /** The book as it is now, by reference. */
  public FrozenEndpoints freeze() {
    return new FrozenEndpoints(
        dictionary.freeze(),
        pages.share(),
        new FrozenEndpoints.Head(count, leases, packer.baseMs()));
  }

  private PageCursor found(byte[] page, EndpointKey key, long hash) {
    PageCursor at = find(page, key, hash);
    if (at == null) {
      throw new BrokenInvariantException(key + " is not in the book");
    }
    return at;
  }

  private @Nullable PageCursor find(byte[] page, EndpointKey key, long hash) {
    for (PageCursor at = PageCursor.first(page); at != null; at = at.next()) {
      if (at.hasTag(hash) && packer.unpackKey(at.body()).equals(key)) {
        return at;
      }
    }
    return null;
  }

  private int pageOf(long hash) {
    int mask = Integer.highestOneBit(pages.size()) * 2 - 1;
    int number = (int) hash & mask;
    return number < pages.size() ? number : number & (mask >>> 1);
  }

  /** Splits the next page in turn when pages hold too much on average. */
  private void grow() {
    if (count <= (long) pages.size() * PER_PAGE) {
      return;
    }
    int from = pages.size() - Integer.highestOneBit(pages.size());
    byte[] page = pages.get(from);
    pages.add(Pages.EMPTY);
    ByteSink stay = new ByteSink(page.length);
    ByteSink go = new ByteSink(page.length);
    for (PageCursor at = PageCursor.first(page); at != null; at = at.next()) {
      long hash = KeyHash.of(packer.unpackKey(at.body()));
      at.copyTo(pageOf(hash) == from ? stay : go);
    }
    pages.set(from, stay.toBytes());
    pages.set(pages.size() - 1, go.toBytes());
  }
}
