package io.gridpool.agent.kube.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gridpool.agent.kube.crd.CrdNames;
import io.gridpool.grid.IndeterminateException;
import io.gridpool.grid.TryLaterException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads admission reviews, asks the rules of the kind, writes the answers.
 *
 * <p>Mutation never refuses: what it cannot read, validation refuses with a sentence. An object
 * that is going away is left alone, only its spec may not change any more. What does not touch the
 * spec passes without a question, so labels and finalizers can be set while the ledger is away.
 */
final class ReviewDesk {
  private static final String MUTATE = "/mutate-spiderpool-spidernet-io-v2beta1-";
  private static final String VALIDATE = "/validate-spiderpool-spidernet-io-v2beta1-";

  private final KubernetesSerialization serialization;
  private final Map<String, KindRules<?>> rulesByPath = new HashMap<>();

  ReviewDesk(KubernetesSerialization serialization, List<KindRules<?>> rules) {
    this.serialization = serialization;
    for (KindRules<?> one : rules) {
      String kind = one.kind().getSimpleName().toLowerCase(Locale.ROOT);
      rulesByPath.put(MUTATE + kind, one);
      rulesByPath.put(VALIDATE + kind, one);
    }
  }

  boolean serves(String path) {
    return rulesByPath.containsKey(path);
  }

  /** Answers one review. Errors: {@link IllegalArgumentException} for what is no review. */
  String answer(String path, String text) {
    KindRules<?> rules = Objects.requireNonNull(rulesByPath.get(path));
    ReviewPaper paper = new ReviewPaper(text);
    if (path.startsWith(MUTATE)) {
      mutate(rules, paper);
    } else {
      validate(rules, paper);
    }
    return paper.text();
  }

  private <T extends HasMetadata> void mutate(KindRules<T> rules, ReviewPaper paper) {
    try {
      T object = object(rules, paper.request().path("object"));
      if (object != null
          && rules.spec(object) != null
          && object.getMetadata().getDeletionTimestamp() == null) {
        // Values in the client's own JSON, which leaves absent fields absent.
        paper.amend(serialization.asJson(rules.missing(object).operations()));
      }
    } catch (IllegalArgumentException e) {
      paper.warn(String.valueOf(e.getMessage()));
    } catch (TryLaterException | IndeterminateException | KubernetesClientException e) {
      // What stays unfilled here, the controller fills in; what is no such object, the schema
      // refuses.
      paper.warn("not all defaults were filled in: " + e.getMessage());
    }
  }

  private <T extends HasMetadata> void validate(KindRules<T> rules, ReviewPaper paper) {
    try {
      T object = object(rules, paper.request().path("object"));
      T before = object(rules, paper.request().path("oldObject"));
      String refusal =
          object == null
              ? before == null ? null : rules.keeps(before)
              : refusal(rules, object, before);
      if (refusal != null) {
        paper.deny(HttpURLConnection.HTTP_FORBIDDEN, refusal);
      }
    } catch (IllegalArgumentException e) {
      paper.deny(HttpURLConnection.HTTP_FORBIDDEN, String.valueOf(e.getMessage()));
    } catch (TryLaterException | IndeterminateException | KubernetesClientException e) {
      paper.deny(
          HttpURLConnection.HTTP_UNAVAILABLE,
          "try again later, this cannot be checked now: " + e.getMessage());
    }
  }

  private static <T extends HasMetadata> @Nullable String refusal(
      KindRules<T> rules, T object, @Nullable T before) {
    if (before != null && Objects.equals(rules.spec(before), rules.spec(object))) {
      return null;
    }
    boolean ending =
        before != null
            && before.getMetadata().getDeletionTimestamp() != null
            && before.getMetadata().getFinalizers().contains(CrdNames.FINALIZER);
    return ending
        ? "it is being deleted and cannot change any more"
        : rules.refusal(object, before);
  }

  private <T extends HasMetadata> @Nullable T object(KindRules<T> rules, JsonNode node) {
    return node.isObject() ? serialization.unmarshal(node.toString(), rules.kind()) : null;
  }
}
