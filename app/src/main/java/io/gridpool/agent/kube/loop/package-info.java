/** What controllers run on: a loop over keys, settings, events. */
@NullMarked
package io.gridpool.agent.kube.loop;

import org.jspecify.annotations.NullMarked;
