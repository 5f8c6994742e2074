package io.gridpool.agent.kube;

import static io.gridpool.agent.kube.KubeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gridpool.agent.kube.adoption.KubeLives;
import io.gridpool.agent.kube.crd.Grid;
import io.gridpool.agent.kube.recover.Recovery;
import io.gridpool.agent.kube.term.GridConditions.LedgerWord;
import io.gridpool.agent.kube.term.GridReporter;
import io.gridpool.agent.kube.term.GridTermStore;
import io.gridpool.agent.kube.term.ReportSource;
import io.gridpool.grid.SeatRecord;
import io.gridpool.grid.SeatRecord.Standing;
import io.gridpool.grid.TermRecord;
import io.gridpool.grid.TermRules;
import io.gridpool.grid.TryLaterException;
import io.gridpool.ledger.model.TermId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operator sees of a lost majority and can do about it, against any API server. */
final class LossStory implements ReportSource, AutoCloseable {
  /** Nobody accepts what knocks at the living seat's port: the queue has to hold all. */
  private static final int KNOCKS_MAX = 512;

  private final KubernetesClient client;
  private final GridTermStore store;
  private final ServerSocket living;
  private final GridReporter reporter;
  private volatile @Nullable LedgerWord word;
  private volatile boolean isolated;

  LossStory(KubernetesClient client) throws IOException {
    this.client = client;
    this.store = new GridTermStore(client, 3);
    this.living = new ServerSocket(0, KNOCKS_MAX, InetAddress.getLoopbackAddress());
    this.reporter = new GridReporter(client, KubeFixture.SETTINGS, this);
  }

  /** n1 answers, n2 was restarted, n3 is silent and its node NotReady. */
  void twoOfThreeSeatsAreMissing() {
    KubeFixture.node(client, "n1");
    KubeFixture.node(client, "n2");
    var silent = KubeFixture.readyNode("n3");
    silent.getStatus().getConditions().getFirst().setStatus("Unknown");
    silent.getStatus().getConditions().getFirst().setLastHeartbeatTime("2026-01-02T03:04:05Z");
    var _ = client.resource(silent).create();
    KubeFixture.write("the node's silence", () -> tell(silent));
    String here = "127.0.0.1:" + living.getLocalPort();
    TermRecord first =
        store.createIfAbsent(
            new TermRecord(
                new TermId(4, "ipam@7"),
                true,
                List.of(
                    new SeatRecord("n1", "10.0.0.1:5701", here, "a"),
                    new SeatRecord("n2", "10.0.0.2:5701", "127.0.0.1:1", "b", Standing.LOST),
                    new SeatRecord("n3", "10.0.0.3:5701", "127.0.0.1:2", "c")),
                ""));
    assertThat(first.formed()).isTrue();
  }

  void conditionsAndEventsSayWhatIsMissingAndWhatHelps() {
    reporter.start();
    await("the condition", () -> is("MajorityLost", "True") && is("Ready", "False"));
    assertThat(find("Ready").orElseThrow().getMessage())
        .contains("term 4 needs 2 of 3 seats", "n2 (restarted, holds nothing of the term)")
        .contains("n3 (its node is NotReady, last heard of 2026-01-02T03:04:05Z)")
        .contains("start the agent of n3", "./gridpool recover --node NAME")
        .doesNotContain("n1");
    assertThat(find("SeatsFull").orElseThrow().getMessage()).contains("1 of 3 seats take part");
    assertThat(reporter.silence().majorityLost()).isTrue();
    assertThat(reporter.silence().sentence()).contains("n3 (its node is NotReady");
    await("the event", () -> events("MajorityLost").size() == 1);
    await("the journal's word", () -> status().journals().size() == 1);
    assertThat(store.read().orElseThrow().term().number()).as("no proof yet").isEqualTo(4);
  }

  void recoverShowsTheEvidenceAndTheConsequence() {
    Recovery recovery = new Recovery(client);
    assertThat(recovery.evidence())
        .anySatisfy(
            line -> assertThat(line).contains("10.0.0.1:5701: n1 (answers); journal: 17 leases"))
        .anySatisfy(line -> assertThat(line).contains("n3 (its node is NotReady"))
        .anySatisfy(
            line -> assertThat(line).contains("1 of 3 seats are certainly gone, 2 must be"));
    assertThat(String.join(" ", recovery.consequence("n3")))
        .contains("two pods, one address", "--i-know-it-is-off");
    assertThat(recovery.declare("n1", "").message()).contains("n1 is not off: its agent answers");
    assertThat(recovery.declare("n9", "").message()).isEqualTo("there is no node n9");
    assertThat(status().declaredOff()).isEmpty();
  }

  void aPersonsWordIsRecordedAndBeginsTheNextTerm() {
    Recovery recovery = new Recovery(client);
    TermRules rules = new TermRules(store, new KubeLives(client, "default"));
    await("recorded", () -> recovery.declare("n3", "burnt down").recorded());
    assertThat(status().declaredOff())
        .singleElement()
        .satisfies(said -> {
          assertThat(said.node()).isEqualTo("n3");
          assertThat(said.term()).isEqualTo(4);
          assertThat(said.by()).isNotEmpty();
          assertThat(said.why()).isEqualTo("burnt down");
        });
    assertThat(new KubeLives(client, "default").isFenced("n1")).isFalse();
    await(
        "the next term",
        () -> {
          rules.beginIfProven(store.read().orElseThrow());
          return store.read().orElseThrow().term().number() == 5;
        });
    assertThat(new KubeLives(client, "default").isFenced("n3"))
        .as("the word held for the term before")
        .isFalse();
    assertThat(events("NodeDeclaredOff")).hasSize(1);
  }

  void theLeaderTellsThatItServesAgain() {
    word = new LedgerWord("the reports of nodes [n2]", "", "", "");
    await("adopting", () -> "Adopting".equals(find("Ready").orElseThrow().getReason()));
    assertThat(find("Ready").orElseThrow().getMessage()).contains("[n2]");
    word = new LedgerWord("", "nodes [n3] did not report", "", "");
    await("serving", () -> is("Ready", "True") && is("HeldBack", "True"));
    assertThat(is("MajorityLost", "False")).isTrue();
    await("the sentence is gone", () -> reporter.silence().sentence().isEmpty());
    await("its event", () -> events("Serving").size() == 1);
  }

  void aLeaderWhoseLogTakesNoEntriesIsNotReady() {
    String here = "127.0.0.1:" + living.getLocalPort();
    SeatRecord seat = new SeatRecord("n1", "10.0.0.1:5701", here, "d");
    // The reporter writes into the same object.
    await(
        "formed",
        () -> {
          TermRecord now = store.read().orElseThrow();
          return store
              .replace(new TermRecord(now.term(), true, List.of(seat), now.version()))
              .isPresent();
        });
    word = new LedgerWord("", "", "", "the log takes no entries now");
    await("no entries", () -> "NoEntries".equals(find("Ready").orElseThrow().getReason()));
    assertThat(find("Ready").orElseThrow().getMessage())
        .contains("the log takes no entries now", "end the process of the leading agent");
    assertThat(is("SeatsFull", "True")).isTrue();
    await("the event", () -> events("NoEntries").size() == 1);
  }

  /** To end it would cost the majority that may come back: it is not told to be ended. */
  void aLeaderWhomNoMajorityConfirmsIsNoLeader() {
    isolated = true;
    await("no leader", () -> "NoLeader".equals(find("Ready").orElseThrow().getReason()));
    assertThat(find("Ready").orElseThrow().getMessage()).doesNotContain("end the process");
  }

  /** Over whatever the cluster's own controllers have written into a new node meanwhile. */
  private void tell(Node silent) {
    Node now = client.nodes().withName(silent.getMetadata().getName()).get();
    var _ =
        client.resource(new NodeBuilder(now).withStatus(silent.getStatus()).build()).updateStatus();
  }

  private Grid.Status status() {
    return client.resources(Grid.class).withName(Grid.NAME).get().getStatus();
  }

  private Optional<Condition> find(String type) {
    List<Condition> conditions = status().conditions();
    return conditions == null
        ? Optional.empty()
        : conditions.stream().filter(c -> c.getType().equals(type)).findFirst();
  }

  private boolean is(String type, String value) {
    return find(type).filter(condition -> condition.getStatus().equals(value)).isPresent();
  }

  private List<Event> events(String reason) {
    return client.v1().events().inNamespace("default").list().getItems().stream()
        .filter(event -> event.getReason().equals(reason))
        .toList();
  }

  @Override
  public String node() {
    return "n1";
  }

  @Override
  public boolean leads() {
    return word != null;
  }

  @Override
  public boolean hasSeat() {
    return true;
  }

  @Override
  public int journalled() {
    return 17;
  }

  @Override
  public LedgerWord ledger() {
    LedgerWord known = word;
    if (known == null || isolated) {
      throw new TryLaterException("no ledger");
    }
    return known;
  }

  @Override
  public void close() throws IOException {
    reporter.close();
    living.close();
  }
}
