/** What the processor counts, by closed sets of labels. */
@NullMarked
package io.qsstream.processor.telemetry;

import org.jspecify.annotations.NullMarked;
