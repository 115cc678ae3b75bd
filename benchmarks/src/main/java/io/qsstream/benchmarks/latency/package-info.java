/** From a webhook's answer to the alert that a consumer sees, on the whole stack. */
@NullMarked
package io.qsstream.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
