/** Hollow nodes: kubelets of ours, without containers, for pods of a real API server. */
@NullMarked
package io.gridpool.loadtest.load.node;

import org.jspecify.annotations.NullMarked;
