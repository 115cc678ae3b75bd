/** How long the processor's partitions stand still when an instance ends, by how it ends and by what goes on. */
@NullMarked
package io.qsstream.benchmarks.restore;

import org.jspecify.annotations.NullMarked;
