/** Taking webhooks in: the ingest service beside its limit and what others do. */
@NullMarked
package io.qsstream.benchmarks.ingest;

import org.jspecify.annotations.NullMarked;
