package io.gridpool.loadtest.demo;

import io.gridpool.loadtest.api.EmbeddedApi;
import io.gridpool.loadtest.process.AgentProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of the demo from the API server to the last clean-up. */
public final class DemoRun {
  private final Place place;
  private final Teller teller;
  private final Optional<Path> given;
  private final String network;
  private @Nullable EmbeddedApi embedded;

  /**
   * @param given kubeconfig of a real API server; empty: the embedded one
   * @param network first three numbers of the loopback addresses to use
   */
  public DemoRun(Place place, Teller teller, Optional<Path> given, String network) {
    this.place = place;
    this.teller = teller;
    this.given = given;
    this.network = network;
  }

  /** Tells the story; what was not as it should be, one sentence each. */
  public List<String> run(boolean keep) {
    Path kubeconfig = given.orElseGet(this::startEmbedded);
    CniChain chain = new CniChain(place);
    KubeCluster cluster = new KubeCluster(kubeconfig, place.crds(), given.isEmpty());
    cluster.prepare(List.of("n1", "n2", "n3"));
    Fleet fleet = Fleet.onLoopback(place, cluster.access(), network);
    Story story = new Story(teller, cluster, fleet, chain, place.root());
    try {
      chain.open();
      Findings findings = story.tell();
      List<String> problems = findings.problems(place.root());
      summarise(problems, findings);
      return problems;
    } finally {
      if (keep) {
        explain(kubeconfig, fleet);
      } else {
        end(story, chain, cluster, fleet);
      }
    }
  }

  private void end(Story story, CniChain chain, KubeCluster cluster, Fleet fleet) {
    teller.chapter("Cleaning up");
    quietly("sandboxes", story::endSandboxes);
    quietly("API objects", cluster::close);
    quietly("agents", fleet::close);
    quietly("network namespaces", chain::close);
    if (embedded != null) {
      embedded.close();
    }
    teller.say("nothing is left running; logs are in %s", place.work());
  }

  private void quietly(String what, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      teller.say("could not clean up %s: %s", what, e.toString());
    }
  }

  private void summarise(List<String> problems, Findings findings) {
    teller.chapter(
        problems.isEmpty()
            ? "Done: everything was as it should be"
            : "Done, but not everything was as it should be");
    problems.forEach(problem -> teller.say("PROBLEM: %s", problem));
    teller.say(
        "grid formed in %.1f s; longest ADD while the leader was killed %.0f ms",
        findings.formationSeconds, findings.longestWaitMs());
  }

  private void explain(Path kubeconfig, Fleet fleet) {
    teller.chapter("Left running");
    teller.say("export KUBECONFIG=%s", kubeconfig);
    List<AgentProcess> living = fleet.agents().stream().filter(AgentProcess::alive).toList();
    living.forEach(agent ->
        teller.say(
            "agent %s: pid %d, socket %s, %s",
            agent.plan().node(),
            agent.pid(),
            agent.plan().socket(),
            agent.plan().httpUrl() + "/v1/status"));
    StringBuilder pids = new StringBuilder();
    living.forEach(agent -> pids.append(agent.pid()).append(' '));
    if (embedded != null) {
      pids.append(embedded.pid());
    }
    teller.say("stop it with: ./gridpool stop   (or: kill %s)", pids.toString().strip());
    try {
      Files.writeString(place.work().resolve("pids"), pids.toString().strip() + "\n");
      String url = living.getFirst().plan().httpUrl();
      Files.writeString(place.work().resolve("agent.url"), url + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path startEmbedded() {
    EmbeddedApi started = EmbeddedApi.start(place.runtime().java(), network + ".10", place.work());
    embedded = started;
    return started.kubeconfig();
  }
}
