package io.gridpool.loadtest.demo;

import io.gridpool.loadtest.demo.Sandbox.Pod;
import io.gridpool.loadtest.process.AgentPlan.ApiAccess;

/**
 * The part of Kubernetes that the story needs: objects, and pods that appear and go.
 *
 * <p>Pods are bound to the story's nodes; no kubelet runs, the story plays the runtime itself.
 */
public interface Cluster extends AutoCloseable {
  /** What the API server is, for the reader. */
  String description();

  /** How agents reach it. */
  ApiAccess access();

  /** Makes CRDs where missing, nodes, namespace and pools. */
  void prepare(Iterable<String> nodes);

  /** Creates a StatefulSet {@code name} whose pods use both families of pools. */
  void createStatefulSet(String name, int replicas);

  /**
   * The pod {@code name} once it exists with a uid other than {@code notUid}, bound to {@code
   * node}.
   */
  Pod statefulPod(String name, String notUid, String node);

  /** A pod without a controller, bound to {@code node}, that names {@code pool}. */
  Pod barePod(String name, String node, String pool);

  /** Deletes a pod; returns when it is gone. */
  void deletePod(Pod pod);

  /** {@code kubectl get RESOURCE} as a table. */
  String table(String resource);

  /** Whether the pool's status has been written for the first time. */
  boolean poolKnown(String name);

  /** How many addresses the pool's status says are allocated; −1 while it says nothing. */
  long allocated(String pool);

  /** Removes what it made, as far as it outlives the API server. */
  @Override
  void close();
}
