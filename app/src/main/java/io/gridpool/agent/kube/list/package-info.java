/**
 * Whole lists of the API server, read while they come: as large as clusters get, in bounded memory.
 */
@NullMarked
package io.gridpool.agent.kube.list;

import org.jspecify.annotations.NullMarked;
