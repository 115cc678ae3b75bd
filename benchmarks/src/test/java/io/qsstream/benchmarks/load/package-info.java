/** That the load measures what it says. */
@NullMarked
package io.qsstream.benchmarks.load;

import org.jspecify.annotations.NullMarked;
