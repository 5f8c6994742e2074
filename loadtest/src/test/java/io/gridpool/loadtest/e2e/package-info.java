/** The acceptance catalogue on real nodes: each row is a test named with its id. */
@NullMarked
package io.gridpool.loadtest.e2e;

import org.jspecify.annotations.NullMarked;
