/** Who had which address when: the latest changes of leases, bounded. */
@NullMarked
package io.gridpool.ledger.history;

import org.jspecify.annotations.NullMarked;
