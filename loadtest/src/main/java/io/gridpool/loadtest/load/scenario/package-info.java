/** Scenarios of the load harness. */
@NullMarked
package io.gridpool.loadtest.load.scenario;

import org.jspecify.annotations.NullMarked;
