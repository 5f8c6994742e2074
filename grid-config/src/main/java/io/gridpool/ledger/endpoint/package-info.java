/** Endpoints: who holds what, packed into pages. */
@NullMarked
package io.gridpool.ledger.endpoint;

import org.jspecify.annotations.NullMarked;
