package io.gridpool.agent.kube.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * One admission review: what is asked, and the answer as it is filled in; without another word it
 * is yes.
 */
final class ReviewPaper {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode request;
  private final ObjectNode review = JSON.createObjectNode();
  private final ObjectNode response;

  /** Reads a review. Errors: {@link IllegalArgumentException} for what is none. */
  ReviewPaper(String text) {
    this.request = read(text).path("request");
    if (!request.isObject() || request.path("uid").asText().isEmpty()) {
      throw new IllegalArgumentException("the body is not an AdmissionReview");
    }
    review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
    this.response = review.putObject("response");
    response.put("uid", request.path("uid").asText()).put("allowed", true);
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the body is not JSON", e);
    }
  }

  JsonNode request() {
    return request;
  }

  /** The operations of a JSON patch, as text; an empty list changes nothing. */
  void amend(String operations) {
    if (!read(operations).isEmpty()) {
      byte[] bytes = operations.getBytes(StandardCharsets.UTF_8);
      response
          .put("patchType", "JSONPatch")
          .put("patch", Base64.getEncoder().encodeToString(bytes));
    }
  }

  void warn(String sentence) {
    response.putArray("warnings").add(sentence);
  }

  void deny(int code, String message) {
    response.put("allowed", false);
    response.putObject("status").put("code", code).put("message", message);
  }

  String text() {
    return review.toString();
  }
}
