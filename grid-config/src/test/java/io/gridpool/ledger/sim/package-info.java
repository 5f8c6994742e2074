/** Random histories against the ledger, and what must hold in all of them. */
@NullMarked
package io.gridpool.ledger.sim;

import org.jspecify.annotations.NullMarked;
