/** That the alternatives do the same work. */
@NullMarked
package io.qsstream.benchmarks.processor.contestant;

import org.jspecify.annotations.NullMarked;
