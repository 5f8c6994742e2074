package io.gridpool.agent.ipam;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * JSON as Go reads it: keys in any case, unknown keys ignored, the last of two equal keys wins,
 * numbers are no strings.
 *
 * <p>Source: the peer's annotations are decoded by Go's {@code encoding/json}, and manifests rely
 * on it.
 */
final class LenientJson {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private LenientJson() {}
}
