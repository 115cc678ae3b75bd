/** Writes raw events to the log, byte for byte, and knows whether the log can be reached. */
@NullMarked
package io.qsstream.ingest.store;

import org.jspecify.annotations.NullMarked;
