/** CNI IPAM plugins as a container runtime executes them. */
@NullMarked
package io.gridpool.loadtest.load.plugin;

import org.jspecify.annotations.NullMarked;
