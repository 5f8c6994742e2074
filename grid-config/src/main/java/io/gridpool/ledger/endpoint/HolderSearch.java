package io.gridpool.ledger.endpoint;

import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.EndpointKey;
import org.jspecify.annotations.Nullable;

/** Who holds an address, by looking at every lease: for refusals, never on the way of a grant. */
public final class HolderSearch {
  /** The largest book that is searched, in endpoints: a few milliseconds. */
  public static final int ENDPOINTS_MAX = 100_000;

  private HolderSearch() {}

  /** The holder's key; null when nobody holds the address, or the book is too large. */
  public static @Nullable EndpointKey find(EndpointBook book, String pool, Address address) {
    return book.count() > ENDPOINTS_MAX ? null : any(book, pool, address);
  }

  /** The holder's key, however large the book is; null when nobody holds the address. */
  public static @Nullable EndpointKey any(EndpointBook book, String pool, Address address) {
    EndpointPacker packer = book.packer();
    @Nullable EndpointKey[] holder = new EndpointKey[1];
    book.forEachBody(body -> {
      int start = body.position();
      if (holder[0] == null && packer.holds(body, pool, address)) {
        body.moveTo(start);
        holder[0] = packer.unpackKey(body);
      }
    });
    return holder[0];
  }
}
