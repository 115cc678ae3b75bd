/** Pushes changes to browsers as server-sent events. */
@NullMarked
package io.qsstream.dashboard.stream;

import org.jspecify.annotations.NullMarked;
