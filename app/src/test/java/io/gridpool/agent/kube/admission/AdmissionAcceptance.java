package io.gridpool.agent.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gridpool.agent.kube.KubeFixture;
import io.gridpool.agent.kube.RealApi;
import io.gridpool.agent.kube.crd.SpiderIPPool;
import io.gridpool.agent.kube.crd.SpiderSubnet;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** What the acceptance rows need, with the webhooks or without. */
abstract class AdmissionAcceptance {
  private static @Nullable KubernetesClient client;

  Stage stage = new Stage(client());

  @BeforeAll
  static void connect() throws IOException {
    client = RealApi.connect();
  }

  @AfterAll
  static void disconnect() {
    client().close();
  }

  static KubernetesClient client() {
    return Objects.requireNonNull(client);
  }

  /** Whether the webhooks stand. */
  abstract boolean webhook();

  @BeforeEach
  void open() throws IOException {
    if (webhook()) {
      var _ = stage.openDoor(false);
    }
  }

  @AfterEach
  void close() {
    stage.close();
  }

  SpiderIPPool create(SpiderIPPool pool) {
    client().resource(pool).create();
    String name = pool.getMetadata().getName();
    KubeFixture.await(name + " accepted", () -> says(conditions(pool(name)), "True"));
    return pool(name);
  }

  SpiderSubnet create(SpiderSubnet subnet) {
    client().resource(subnet).create();
    String name = subnet.getMetadata().getName();
    KubeFixture.await(name + " accepted", () -> says(conditions(subnet(name)), "True"));
    return subnet(name);
  }

  SpiderIPPool pool(String name) {
    return client().resources(SpiderIPPool.class).withName(name).get();
  }

  SpiderSubnet subnet(String name) {
    return client().resources(SpiderSubnet.class).withName(name).get();
  }

  /** At the door by a webhook, else by the controller in conditions and an Event. */
  void refusesNew(HasMetadata object, String... words) {
    if (webhook()) {
      assertThatThrownBy(() -> client().resource(object).create()).hasMessageContainingAll(words);
    } else {
      client().resource(object).create();
      toldInConditions(object, words);
    }
  }

  void refusesChange(HasMetadata object, String... words) {
    if (webhook()) {
      assertThatThrownBy(() -> update(object)).hasMessageContainingAll(words);
    } else {
      update(object);
      toldInConditions(object, words);
    }
  }

  /** Sets what the spec of {@code object} says, as a merge patch over whatever version stands. */
  void update(HasMetadata object) {
    Object spec =
        object instanceof SpiderIPPool pool ? pool.getSpec() : ((SpiderSubnet) object).getSpec();
    var _ =
        client()
            .resource(object)
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                Serialization.asJson(Map.of("spec", Objects.requireNonNull(spec))));
  }

  private void toldInConditions(HasMetadata object, String... words) {
    String name = object.getMetadata().getName();
    boolean isPool = object instanceof SpiderIPPool;
    KubeFixture.await(
        name + " refused",
        () -> says(isPool ? conditions(pool(name)) : conditions(subnet(name)), "False"));
    Condition told =
        accepted(isPool ? conditions(pool(name)) : conditions(subnet(name))).orElseThrow();
    assertThat(told.getMessage()).contains(words);
    KubeFixture.await("an Event of " + name, () -> hasEvent(name, told.getReason()));
  }

  static boolean hasEvent(String name, String reason) {
    return client().v1().events().inNamespace("default").list().getItems().stream()
        .anyMatch(event ->
            event.getInvolvedObject().getName().equals(name) && event.getReason().equals(reason));
  }

  static List<Condition> conditions(SpiderIPPool pool) {
    return pool.getStatus() == null || pool.getStatus().conditions() == null
        ? List.of()
        : pool.getStatus().conditions();
  }

  static List<Condition> conditions(SpiderSubnet subnet) {
    return subnet.getStatus() == null || subnet.getStatus().conditions() == null
        ? List.of()
        : subnet.getStatus().conditions();
  }

  static Optional<Condition> accepted(List<Condition> conditions) {
    return conditions.stream().filter(c -> c.getType().equals("Accepted")).findFirst();
  }

  static boolean says(List<Condition> conditions, String status) {
    return accepted(conditions).filter(c -> c.getStatus().equals(status)).isPresent();
  }

  /** Creates all at once; answers the messages of those that were refused at the door. */
  static List<String> createAtOnce(int count, IntFunction<HasMetadata> object)
      throws InterruptedException, ExecutionException {
    List<String> refusals = new java.util.ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> all = new java.util.ArrayList<>();
      for (int i = 0; i < count; i++) {
        HasMetadata one = object.apply(i);
        all.add(threads.submit(() -> refusal(one)));
      }
      for (Future<String> one : all) {
        if (!one.get().isEmpty()) {
          refusals.add(one.get());
        }
      }
    }
    return refusals;
  }

  private static String refusal(HasMetadata object) {
    try {
      client().resource(object).create();
      return "";
    } catch (KubernetesClientException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
