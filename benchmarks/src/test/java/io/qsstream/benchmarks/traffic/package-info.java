/** That the traffic is what Zoom would send. */
@NullMarked
package io.qsstream.benchmarks.traffic;

import org.jspecify.annotations.NullMarked;
