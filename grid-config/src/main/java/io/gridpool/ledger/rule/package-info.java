/** The rules: what each command does to the books, or why not. */
@NullMarked
package io.gridpool.ledger.rule;

import org.jspecify.annotations.NullMarked;
