/** What every room may do with the disk of its node. */
@NullMarked
package io.gridpool.agent.disk;

import org.jspecify.annotations.NullMarked;
