/** Tests of the page. */
@NullMarked
package io.gridpool.loadtest.load.report;

import org.jspecify.annotations.NullMarked;
