/** What the ledger answers to a command. */
@NullMarked
package io.gridpool.ledger.outcome;

import org.jspecify.annotations.NullMarked;
