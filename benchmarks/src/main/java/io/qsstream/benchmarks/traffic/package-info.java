/** The events that every contestant is given, made once from a seed. */
@NullMarked
package io.qsstream.benchmarks.traffic;

import org.jspecify.annotations.NullMarked;
