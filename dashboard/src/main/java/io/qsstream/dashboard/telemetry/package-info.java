/** What the dashboard counts, by closed sets of labels. */
@NullMarked
package io.qsstream.dashboard.telemetry;

import org.jspecify.annotations.NullMarked;
