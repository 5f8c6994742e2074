/** What callers asked and were told, one JSON line each, for the check of linearizability. */
@NullMarked
package io.gridpool.loadtest.history;

import org.jspecify.annotations.NullMarked;
