/** Benchmarks of what only this package can see. */
@org.jspecify.annotations.NullMarked
package io.qsstream.processor.window;
