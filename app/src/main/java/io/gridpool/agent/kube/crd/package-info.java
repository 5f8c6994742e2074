/** The custom resources as typed classes: Spiderpool's six kinds, and our own Grid. */
@NullMarked
package io.gridpool.agent.kube.crd;

import org.jspecify.annotations.NullMarked;
