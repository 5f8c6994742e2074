/** What the ledger costs: time, heap and bytes. */
@NullMarked
package io.gridpool.loadtest.jmh;

import org.jspecify.annotations.NullMarked;
