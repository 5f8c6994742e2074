/** The places in the code at which a test may end the process: one before and after each write. */
@NullMarked
package io.gridpool.fault;

import org.jspecify.annotations.NullMarked;
