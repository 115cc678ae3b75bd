/** Signed webhooks over keep-alive connections, as many as go or so many a second. */
@NullMarked
package io.qsstream.benchmarks.load;

import org.jspecify.annotations.NullMarked;
