package io.gridpool.agent.ipam;

import io.gridpool.agent.ipam.Measurements.Stage;
import java.util.List;

/**
 * Where the rooms say what one call went through, for whoever follows calls one by one. Calls come
 * from any thread, cost little, and never wait for anybody.
 *
 * <p>A <em>trace</em> is a W3C {@code traceparent}; empty: nothing is followed.
 */
public interface Traces {
  /** Follows nothing. */
  NoTraces NONE = new NoTraces();

  /** Whether calls are followed at all. */
  boolean follows();

  /** A plugin's call until it is answered; the thread's own step until it is closed. */
  Step call(Caller caller, String verb);

  /** A stage of what this thread does, until it is closed. */
  Step stage(Stage stage);

  /** A stage of what the traces say, done for each of them together, until it is closed. */
  Shared stage(Stage stage, List<String> traces, int commands);

  /** A stage of what the traces say that ends now. */
  void passed(Passed passed);

  /** What this thread does; empty where it is not followed. */
  String current();

  /**
   * Who makes a call.
   *
   * @param trace what the call is a part of; empty: it begins a trace
   * @param startedUnixNs when its process began, in nanoseconds since 1970; 0: not known
   */
  record Caller(String trace, long startedUnixNs) {}

  /**
   * A stage that is over.
   *
   * @param commands how many commands went through it together
   */
  record Passed(Stage stage, List<String> traces, int commands, long durationNs) {
    public Passed {
      traces = List.copyOf(traces);
    }
  }

  /** Something under way. */
  interface Step extends AutoCloseable {
    /** Says more of it; an empty value is left out. */
    void note(String key, String value);

    /** The same of several values. */
    void note(String key, List<String> values);

    /** It ends badly, for this reason. */
    void failed(String reason);

    @Override
    void close();
  }

  /** Something under way for several callers at once. */
  interface Shared extends AutoCloseable {
    /** What others are to be parts of, one for each caller that is followed. */
    List<String> traces();

    @Override
    void close();
  }

  /** See {@link #NONE}. */
  final class NoTraces implements Traces, Step, Shared {
    private NoTraces() {}

    @Override
    public boolean follows() {
      return false;
    }

    @Override
    public Step call(Caller caller, String verb) {
      return this;
    }

    @Override
    public Step stage(Stage stage) {
      return this;
    }

    @Override
    public Shared stage(Stage stage, List<String> traces, int commands) {
      return this;
    }

    @Override
    public void passed(Passed passed) {}

    @Override
    public String current() {
      return "";
    }

    @Override
    public void note(String key, String value) {}

    @Override
    public void note(String key, List<String> values) {}

    @Override
    public void failed(String reason) {}

    @Override
    public List<String> traces() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
