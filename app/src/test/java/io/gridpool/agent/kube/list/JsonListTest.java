package io.gridpool.agent.kube.list;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists in JSON, whole, empty and cut off. */
class JsonListTest {
  private static final String WHOLE =
      """
      {"kind": "ThingList", "metadata": {"resourceVersion": "7", "continue": "abc",
       "remainingItemCount": 9, "selfLink": ""}, "apiVersion": "v1",
       "items": [{"name": "a", "more": {"x": [1, {}]}}, {"name": "b"}]}\
      """;

  /** One object. */
  private record Thing(String name) {}

  @Test
  void readsWhatItIsToldToAndWhatTheListSaysOfItself() throws IOException {
    List<Thing> things = new ArrayList<>();

    ListEnd end = read(bytes(WHOLE), things);

    assertEquals(List.of(new Thing("a"), new Thing("b")), things);
    assertEquals(new ListEnd("7", "abc", 9), end);
  }

  @Test
  void aListWithoutObjectsIsEmpty() throws IOException {
    List<Thing> things = new ArrayList<>();

    assertEquals(new ListEnd("", "", 0), read(bytes("{\"items\": null}"), things));
    assertEquals(new ListEnd("", "", 0), read(bytes("{\"items\": []}"), things));
    assertEquals(List.of(), things);
  }

  @Test
  void aListThatEndsTooEarlyIsRefusedWhereverItEnds() {
    byte[] whole = bytes(WHOLE);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(
          IOException.class,
          () -> read(part, new ArrayList<>()),
          new String(part, StandardCharsets.UTF_8));
    }
  }

  @Test
  void whatIsNoListIsRefused() {
    assertThrows(IOException.class, () -> read(bytes("[]"), new ArrayList<>()));
    assertThrows(IOException.class, () -> read(bytes("{\"items\": 7}"), new ArrayList<>()));
    assertThrows(IOException.class, () -> read(bytes("<html>"), new ArrayList<>()));
  }

  private static ListEnd read(byte[] body, List<Thing> things) throws IOException {
    return new JsonList<>(Thing.class).read(new ByteArrayInputStream(body), things::add);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
