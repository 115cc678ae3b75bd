/** Starts and stops the ingest service: everything Zoom posts is verified, stored as it came, and only then answered. */
@NullMarked
package io.qsstream.ingest;

import org.jspecify.annotations.NullMarked;
