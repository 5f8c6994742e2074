package io.gridpool.agent.kube.adoption;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gridpool.ledger.model.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * What Spiderpool's shape of an endpoint has no field for and an adoption needs, as the annotation
 * {@link #ANNOTATION} of the SpiderEndpoint (JSON).
 *
 * @param revision of the ledger
 * @param group API group of the owner
 * @param sinceMs ledger time at which the pod got the addresses
 * @param podName name of the pod where the object has a name given to the addresses
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record MirrorMark(
    long revision, boolean sticky, String group, long sinceMs, String podName, String detail) {
  /** The annotation's name. */
  public static final String ANNOTATION = "ipam.gridpool.io/lease";

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** The mark of an endpoint, as the annotation's text. */
  public static String of(Endpoint endpoint) {
    try {
      return JSON.writeValueAsString(
          new MirrorMark(
              endpoint.revision(),
              endpoint.sticky(),
              endpoint.owner().group(),
              endpoint.sinceMs(),
              endpoint.podName(),
              endpoint.detail()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and numbers is always JSON", e);
    }
  }

  /** Reads the annotation; null when it is missing or no such text. */
  static @Nullable MirrorMark read(@Nullable String text) {
    try {
      MirrorMark mark = text == null ? null : JSON.readValue(text, MirrorMark.class);
      return mark == null
          ? null
          : new MirrorMark(
              mark.revision,
              mark.sticky,
              orEmpty(mark.group),
              mark.sinceMs,
              orEmpty(mark.podName),
              orEmpty(mark.detail));
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
