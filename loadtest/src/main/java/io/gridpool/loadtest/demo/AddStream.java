package io.gridpool.loadtest.demo;

import io.gridpool.loadtest.demo.Sandbox.Pod;
import io.gridpool.loadtest.process.AgentPlan;
import io.gridpool.loadtest.process.AgentProcess;
import io.gridpool.loadtest.process.Command.Output;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** ADDs of new pods at a steady rate, open loop, while something is done to the grid. */
final class AddStream {
  private static final int ADDS = 160;
  private static final int PERIOD_MS = 50;
  private static final int DISTURB_AT = 40;
  private static final int DELETES_AT_ONCE = 4;

  private final Cluster cluster;
  private final CniChain chain;
  private final List<AgentProcess> agents;

  AddStream(Cluster cluster, CniChain chain, List<AgentProcess> agents) {
    this.cluster = cluster;
    this.chain = chain;
    this.agents = List.copyOf(agents);
  }

  /** What came of it; a wait counts from the moment the ADD was due. */
  record Result(
      int adds, List<String> failed, long duplicates, double medianMs, double longestMs) {}

  private record Added(double waitMs, Output output) {}

  /** Runs all ADDs; {@code disturbance} happens a quarter of the way through. */
  Result runWhile(Runnable disturbance) {
    List<Sandbox> sandboxes = new ArrayList<>();
    for (int i = 0; i < ADDS; i++) {
      Pod pod =
          cluster.barePod("load-" + i, agents.get(i % agents.size()).plan().node(), DemoPools.LOAD);
      sandboxes.add(
          new Sandbox(
              pod,
              HexFormat.of()
                  .formatHex(pod.uid().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                  .substring(0, 64),
              "",
              List.of()));
    }
    List<Added> added = Collections.synchronizedList(new ArrayList<>());
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        ExecutorService runners = Executors.newVirtualThreadPerTaskExecutor()) {
      long startNs = System.nanoTime();
      for (int i = 0; i < ADDS; i++) {
        Sandbox sandbox = sandboxes.get(i);
        long dueNs = startNs + i * (PERIOD_MS * 1_000_000L);
        var _ =
            clock.schedule(
                () -> runners.execute(() -> added.add(add(sandbox, dueNs))),
                dueNs - System.nanoTime(),
                TimeUnit.NANOSECONDS);
      }
      var _ = clock.schedule(disturbance, (long) DISTURB_AT * PERIOD_MS, TimeUnit.MILLISECONDS);
      clock.shutdown();
      var _ = clock.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Result result = summary(added);
    end(sandboxes);
    return result;
  }

  /** Ends the pods and their sandboxes as kubelets would. */
  private void end(List<Sandbox> sandboxes) {
    try (ExecutorService runners = Executors.newFixedThreadPool(DELETES_AT_ONCE)) {
      for (Sandbox sandbox : sandboxes) {
        runners.execute(() -> {
          cluster.deletePod(sandbox.pod());
          chain.ipamAlone("DEL", sandbox, planOf(sandbox));
        });
      }
    }
  }

  private AgentPlan planOf(Sandbox sandbox) {
    return agents.stream()
        .map(AgentProcess::plan)
        .filter(plan -> plan.node().equals(sandbox.pod().node()))
        .findFirst()
        .orElseThrow();
  }

  private Added add(Sandbox sandbox, long dueNs) {
    Output output = chain.ipamAlone("ADD", sandbox, planOf(sandbox));
    return new Added((System.nanoTime() - dueNs) / 1e6, output);
  }

  private static Result summary(List<Added> added) {
    List<Double> waits = added.stream().map(Added::waitMs).sorted().toList();
    List<String> failed =
        added.stream().filter(a -> a.output().exit() != 0).map(a -> a.output().out()).toList();
    List<String> addresses =
        added.stream()
            .filter(a -> a.output().exit() == 0)
            .map(a -> a.output().out().replaceAll("(?s).*\"address\": *\"([^\"]*)\".*", "$1"))
            .toList();
    long duplicates = addresses.size() - addresses.stream().distinct().count();
    return new Result(
        added.size(), failed, duplicates, waits.get(waits.size() / 2), waits.getLast());
  }
}
