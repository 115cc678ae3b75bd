/** Tokens for Zoom's REST API, renewed once for many callers, never shown. */
@NullMarked
package io.qsstream.ingest.zoom.authorise;

import org.jspecify.annotations.NullMarked;
