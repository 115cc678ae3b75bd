/** The benchmarks' command line: each command measures one thing beside its limit and says the ratio. */
@NullMarked
package io.qsstream.benchmarks;

import org.jspecify.annotations.NullMarked;
