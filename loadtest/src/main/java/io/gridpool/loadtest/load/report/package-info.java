/** Results for people: Markdown, and one self-contained page with pictures. */
@NullMarked
package io.gridpool.loadtest.load.report;

import org.jspecify.annotations.NullMarked;
