/** What can be asked of the ledger to change. */
@NullMarked
package io.gridpool.ledger.command;

import org.jspecify.annotations.NullMarked;
