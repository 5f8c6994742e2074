package io.gridpool.agent.kube.pool;

import io.gridpool.agent.kube.loop.EventWriter;
import io.gridpool.agent.kube.loop.KubeSettings;

/** What the parts of this room share. */
record PoolRoom(KubeSettings settings, PoolWatch watch, EventWriter events) {}
