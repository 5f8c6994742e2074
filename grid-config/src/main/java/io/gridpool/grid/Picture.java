package io.gridpool.grid;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the ledger holds as maps of JSON, for people who look at the grid with Management Center.
 * The leading process draws it; it is a few seconds old, bounded, and nothing reads it back.
 */
public final class Picture implements AutoCloseable {
  /** Between two drawings, in milliseconds. */
  static final int EVERY_MS = 5_000;

  static final String POOLS = "gridpool.pools";
  static final String LEASES = "gridpool.leases";
  static final String SEATS = "gridpool.seats";
  static final String CHANGES = "gridpool.changes";

  /** All of its maps. */
  static final Set<String> MAPS = Set.of(POOLS, LEASES, SEATS, CHANGES);

  private static final Logger LOG = LoggerFactory.getLogger(Picture.class);
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final SeatHost host;
  private final Map<String, Map<String, String>> drawn = new HashMap<>();
  private final ScheduledExecutorService drawing =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("gridpool-picture").daemon().factory());

  private Picture(SeatHost host) {
    this.host = host;
  }

  /** Draws from now on, while a seat of this process leads. */
  public static Picture start(SeatHost host) {
    Picture picture = new Picture(host);
    var _ =
        picture.drawing.scheduleWithFixedDelay(picture::draw, 0, EVERY_MS, TimeUnit.MILLISECONDS);
    return picture;
  }

  @Override
  public void close() {
    drawing.shutdownNow();
  }

  private void draw() {
    try {
      if (host.leads()) {
        PictureText.of(host, LIMIT).forEach(this::draw);
      } else {
        drawn.clear();
      }
    } catch (TryLaterException | HazelcastException | HazelcastInstanceNotActiveException e) {
      // Half a drawing may stand: the next one begins anew.
      drawn.clear();
      LOG.debug("the picture for Management Center waits: {}", e.toString());
    }
  }

  private void draw(String name, Map<String, String> wanted) {
    IMap<String, HazelcastJsonValue> map = host.group().first().map(name);
    Map<String, String> before = drawn.get(name);
    Map<String, HazelcastJsonValue> changed = new HashMap<>();
    wanted.forEach((key, json) -> {
      if (before == null || !json.equals(before.get(key))) {
        changed.put(key, new HazelcastJsonValue(json));
      }
    });
    map.putAll(changed);
    for (String key : before == null ? map.keySet() : before.keySet()) {
      if (!wanted.containsKey(key)) {
        map.delete(key);
      }
    }
    drawn.put(name, wanted);
  }
}
