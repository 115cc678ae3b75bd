/** Notices when Zoom has stopped sending. */
@NullMarked
package io.qsstream.ingest.zoom.watch;

import org.jspecify.annotations.NullMarked;
