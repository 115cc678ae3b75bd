/** Asks Zoom's REST API for what its webhooks did not bring, and watches whether they come. Off without credentials. */
@NullMarked
package io.qsstream.ingest.zoom;

import org.jspecify.annotations.NullMarked;
