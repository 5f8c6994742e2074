/** How a pod's network namespace is tuned by the coordinator plugin. */
@NullMarked
package io.gridpool.agent.ipam.tuning;

import org.jspecify.annotations.NullMarked;
