/** Lets people ask Zoom's REST API for a session again: a backfill by ingest, under ingest's budget of calls. */
@NullMarked
package io.qsstream.dashboard.refresh;

import org.jspecify.annotations.NullMarked;
