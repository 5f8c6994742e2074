/** The Unix socket that the CNI binary of this node talks to. */
@NullMarked
package io.gridpool.agent.cni;

import org.jspecify.annotations.NullMarked;
