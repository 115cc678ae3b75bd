/** Asks Zoom's REST API: within the budget, page by page, again where that can help. */
@NullMarked
package io.qsstream.ingest.zoom.ask;

import org.jspecify.annotations.NullMarked;
