/** The ledger's nouns: addresses, pools, endpoints, leases. */
@NullMarked
package io.gridpool.ledger.model;

import org.jspecify.annotations.NullMarked;
