/** Reads from a body only what names its session and its event, and stops there. */
@NullMarked
package io.qsstream.ingest.key;

import org.jspecify.annotations.NullMarked;
