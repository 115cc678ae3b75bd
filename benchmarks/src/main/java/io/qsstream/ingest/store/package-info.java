/** What only this package can see of the ingest service, for its contestants. */
@org.jspecify.annotations.NullMarked
package io.qsstream.ingest.store;
