/**
 * Programs that measure the controllers against a real API server, each with its result printed.
 */
@NullMarked
package io.gridpool.loadtest.figures;

import org.jspecify.annotations.NullMarked;
