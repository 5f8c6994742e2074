/** What operators see of real agents. */
@NullMarked
package io.gridpool.loadtest.ops;

import org.jspecify.annotations.NullMarked;
