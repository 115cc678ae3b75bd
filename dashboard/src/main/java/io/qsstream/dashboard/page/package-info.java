/** Serves the page and its libraries. */
@NullMarked
package io.qsstream.dashboard.page;

import org.jspecify.annotations.NullMarked;
