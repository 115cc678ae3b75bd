/** How a running stack's processes grow: memory, threads, file handles and lag over time. */
@NullMarked
package io.qsstream.local.soak;

import org.jspecify.annotations.NullMarked;
