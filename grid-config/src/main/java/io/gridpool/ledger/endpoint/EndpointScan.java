package io.gridpool.ledger.endpoint;

import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Reads endpoints in key order, a page at a time, by looking at every key. */
public final class EndpointScan {
  private EndpointScan() {}

  /**
   * The first {@code limit} endpoints after {@code after}, of one node or (empty) of all. Cost: one
   * look at every key; memory for {@code limit} endpoints.
   */
  public static List<Endpoint> inKeyOrder(
      EndpointBook book, String node, @Nullable EndpointKey after, int limit) {
    PriorityQueue<Endpoint> first =
        new PriorityQueue<>(Comparator.comparing(Endpoint::key, Collections.reverseOrder()));
    EndpointPacker packer = book.packer();
    book.forEachBody(body -> {
      int start = body.position();
      EndpointKey key = packer.unpackKey(body);
      if ((after != null && key.compareTo(after) <= 0)
          || (first.size() == limit && key.compareTo(first.element().key()) >= 0)) {
        return;
      }
      body.moveTo(start);
      Endpoint endpoint = packer.unpack(body).endpoint();
      if (!node.isEmpty() && !node.equals(endpoint.node())) {
        return;
      }
      if (first.size() == limit) {
        first.remove();
      }
      first.add(endpoint);
    });
    List<Endpoint> page = new ArrayList<>(first);
    page.sort(Comparator.comparing(Endpoint::key));
    return page;
  }
}
