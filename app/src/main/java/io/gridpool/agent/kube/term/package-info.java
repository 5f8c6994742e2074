/** The term record in the cluster's Grid object. */
@NullMarked
package io.gridpool.agent.kube.term;

import org.jspecify.annotations.NullMarked;
