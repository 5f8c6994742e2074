/** Stories about the ledger in text files, and the runner that holds it to them. */
@NullMarked
package io.gridpool.ledger.script;

import org.jspecify.annotations.NullMarked;
