/** Catching up on a backlog: the processor beside its limits and its alternatives. */
@NullMarked
package io.qsstream.benchmarks.processor;

import org.jspecify.annotations.NullMarked;
