/** What can be read from the ledger, and the answers. */
@NullMarked
package io.gridpool.ledger.query;

import org.jspecify.annotations.NullMarked;
