/** What an agent knows of pods, namespaces and its node, from trimmed caches. */
@NullMarked
package io.gridpool.agent.kube.directory;

import org.jspecify.annotations.NullMarked;
