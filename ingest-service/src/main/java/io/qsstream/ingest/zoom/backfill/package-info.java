/** Publishes what Zoom's REST API knows of a session as raw events. */
@NullMarked
package io.qsstream.ingest.zoom.backfill;

import org.jspecify.annotations.NullMarked;
