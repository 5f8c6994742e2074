/** Tests of schedules. */
@NullMarked
package io.gridpool.loadtest.load.fault;

import org.jspecify.annotations.NullMarked;
