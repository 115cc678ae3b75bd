/** The limits and alternatives that run beside the processor, each a process of its own. */
@NullMarked
package io.qsstream.benchmarks.processor.contestant;

import org.jspecify.annotations.NullMarked;
