/** The completeness ledger: which samples were due by a session's legs and their cadence, and which of them came. Pure. */
@NullMarked
package io.qsstream.processor.completeness;

import org.jspecify.annotations.NullMarked;
