/** Decides whether a request really came from Zoom. */
@NullMarked
package io.qsstream.ingest.verify;

import org.jspecify.annotations.NullMarked;
