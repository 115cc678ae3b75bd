/** Trace context as it travels, and the spans that are made of it where an operator wants them. */
@NullMarked
package io.qsstream.tracing;

import org.jspecify.annotations.NullMarked;
