/** Carries the broker's clock to partitions that no session writes to. */
@NullMarked
package io.qsstream.ingest.tick;

import org.jspecify.annotations.NullMarked;
