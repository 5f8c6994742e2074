package io.gridpool.loadtest.load.node;

import io.gridpool.loadtest.history.History;
import io.gridpool.loadtest.load.check.Invariants;
import io.gridpool.loadtest.load.measure.Meter;
import io.gridpool.loadtest.load.measure.Meter.What;
import io.gridpool.loadtest.load.plugin.Answer;
import io.gridpool.loadtest.load.plugin.PluginCalls;
import io.gridpool.loadtest.load.plugin.PluginCalls.Request;
import io.gridpool.loadtest.load.plugin.PluginCalls.Target;
import java.util.function.UnaryOperator;

/**
 * Calls for sandboxes, each measured, checked and written into the history.
 *
 * <p>Threads: any.
 *
 * @param configuration what the plugin reads on a node, by the node's name
 */
public record Sandboxes(
    PluginCalls calls,
    UnaryOperator<String> configuration,
    Meter meter,
    Invariants invariants,
    History history) {
  /** An ADD that was due at {@code dueNs}. */
  Answer add(PodFacts pod, String id, long dueNs) {
    int free = invariants.asks(System.nanoTime());
    long callNs = History.nowNs();
    Answer answer = call("ADD", pod, id, configuration.apply(pod.node()));
    if (answer.well()) {
      timed(answer, What.ADD_EXEC, What.ADD_DUE, dueNs);
      invariants.told(pod.asker(), answer.address(), free, System.nanoTime());
      history.added(pod.key(), answer.address(), callNs);
    } else {
      invariants.refused(answer.fateUnknown(), System.nanoTime());
      if (answer.fateUnknown()) {
        history.added(pod.key(), "", callNs);
      }
    }
    return answer;
  }

  /** A DEL of one sandbox that was due at {@code dueNs}; whether it went well. */
  boolean del(PodFacts pod, String id, long dueNs) {
    Answer answer = call("DEL", pod, id, configuration.apply(pod.node()));
    timed(answer, What.DEL_EXEC, What.DEL_DUE, dueNs);
    return answer.well();
  }

  /** A CHECK of a sandbox whose ADD had this result; whether it went well. */
  boolean check(PodFacts pod, String id, String result, long dueNs) {
    String read = Answer.withPrevious(configuration.apply(pod.node()), result);
    Answer answer = call("CHECK", pod, id, read);
    timed(answer, What.CHECK_EXEC, What.CHECK_DUE, dueNs);
    return answer.well();
  }

  private void timed(Answer answer, What exec, What due, long dueNs) {
    if (answer.well()) {
      meter.record(exec, answer.exitNs() - answer.execNs());
      meter.record(due, answer.exitNs() - dueNs);
    }
  }

  private Answer call(String verb, PodFacts pod, String id, String read) {
    Target target = new Target(pod.namespace(), pod.name(), pod.uid());
    Answer answer = calls.call(new Request(verb, target, id, read));
    meter.call(verb, answer.code(), answer.message(), answer.execMs());
    return answer;
  }
}
