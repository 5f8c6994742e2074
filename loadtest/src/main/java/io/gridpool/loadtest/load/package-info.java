/** The load harness: scenarios on hollow nodes, what must be true meanwhile, and what it costs. */
@NullMarked
package io.gridpool.loadtest.load;

import org.jspecify.annotations.NullMarked;
