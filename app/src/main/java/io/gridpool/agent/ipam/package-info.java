/** The use cases: add, del, check, gc, status; and what they need to know, as ports. */
@NullMarked
package io.gridpool.agent.ipam;

import org.jspecify.annotations.NullMarked;
