/** The agent's image, run by a container engine. */
@NullMarked
package io.gridpool.loadtest.image;

import org.jspecify.annotations.NullMarked;
