/** What a run is measured by. */
@NullMarked
package io.gridpool.loadtest.load.measure;

import org.jspecify.annotations.NullMarked;
