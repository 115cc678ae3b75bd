/** Bounds what is in flight, and lets it finish before the process ends. */
@NullMarked
package io.qsstream.ingest.admit;

import org.jspecify.annotations.NullMarked;
