/** The ConfigMap that Spiderpool's users know, read while the agent runs. */
@NullMarked
package io.gridpool.agent.kube.conf;

import org.jspecify.annotations.NullMarked;
