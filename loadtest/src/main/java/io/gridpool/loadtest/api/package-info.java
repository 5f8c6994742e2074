/** The API server that the demo brings along when the user gives none. */
@NullMarked
package io.gridpool.loadtest.api;

import org.jspecify.annotations.NullMarked;
