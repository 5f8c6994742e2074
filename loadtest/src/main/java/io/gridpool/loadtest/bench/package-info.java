/** What the bench measures: a grid of three agents that stays until told to end, and its load. */
@NullMarked
package io.gridpool.loadtest.bench;

import org.jspecify.annotations.NullMarked;
