/** The demo: the main job told as a story, on real processes. */
@NullMarked
package io.gridpool.loadtest.demo;

import org.jspecify.annotations.NullMarked;
