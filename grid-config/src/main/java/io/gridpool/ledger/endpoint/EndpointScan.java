package io.gridpool.ledger.endpoint;

import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads endpoints a page at a time, in the order of their keys' hashes with the bits reversed.
 *
 * <p>In this order a page of the book that splits makes two neighbours where one was. A scan
 * therefore sees each endpoint that is there all the time exactly once though the book grows, and
 * it begins its next page without looking at those before.
 */
public final class EndpointScan {
  /** The most endpoints that are looked at for one page: bounds the time, whoever is looked for. */
  public static final int LOOKS_MAX = 10_000;

  private static final Comparator<EndpointKey> ORDER =
      Comparator.<EndpointKey>comparingLong(key -> position(KeyHash.of(key)) ^ Long.MIN_VALUE)
          .thenComparing(Comparator.naturalOrder());

  private EndpointScan() {}

  /**
   * What one page has.
   *
   * @param next where the next one begins ({@code after}); null on the last page
   */
  public record Found(List<Endpoint> endpoints, @Nullable EndpointKey next) {}

  /**
   * At most {@code limit} endpoints after {@code after}, of one node or (empty) of all; none of
   * them, and a next page, when there was none among the {@link #LOOKS_MAX} that were looked at.
   */
  public static Found page(EndpointBook book, String node, @Nullable EndpointKey after, int limit) {
    List<Endpoint> found = new ArrayList<>();
    EndpointKey last = after;
    int looks = 0;
    long position = after == null ? 0 : position(KeyHash.of(after));
    do {
      for (Endpoint endpoint : inOrder(book, position, last)) {
        if (found.size() == limit || looks == LOOKS_MAX) {
          return new Found(found, last);
        }
        looks++;
        last = endpoint.key();
        if (node.isEmpty() || node.equals(endpoint.node())) {
          found.add(endpoint);
        }
      }
      position = book.positionBehind(position);
    } while (position != 0);
    return new Found(found, null);
  }

  private static List<Endpoint> inOrder(
      EndpointBook book, long position, @Nullable EndpointKey after) {
    List<Endpoint> page = new ArrayList<>();
    book.forEachOnPage(
        hash(position),
        held -> {
          Endpoint endpoint = held.endpoint();
          if (after == null || ORDER.compare(endpoint.key(), after) > 0) {
            page.add(endpoint);
          }
        });
    page.sort(Comparator.comparing(Endpoint::key, ORDER));
    return page;
  }

  /** Where in the order a hash stands, as an unsigned number. */
  static long position(long hash) {
    return Long.reverse(hash);
  }

  private static long hash(long position) {
    return Long.reverse(position);
  }
}
