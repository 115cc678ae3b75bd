/** Compares what the pipeline said with what a simulated run was made of. */
@NullMarked
package io.qsstream.local.compare;

import org.jspecify.annotations.NullMarked;
