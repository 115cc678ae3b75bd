/** Answers Zoom's own read operations from our state, in Zoom's field names and unit strings. */
@NullMarked
package io.qsstream.dashboard.zoom;

import org.jspecify.annotations.NullMarked;
