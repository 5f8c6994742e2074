/** Tests of what is measured. */
@NullMarked
package io.gridpool.loadtest.load.measure;

import org.jspecify.annotations.NullMarked;
