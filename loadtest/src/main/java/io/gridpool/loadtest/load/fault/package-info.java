/** Faults on a schedule, beside a scenario. */
@NullMarked
package io.gridpool.loadtest.load.fault;

import org.jspecify.annotations.NullMarked;
