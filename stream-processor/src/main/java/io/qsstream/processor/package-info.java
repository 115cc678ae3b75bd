/** The stream processor: from raw events to samples, windows, the user directory and dead letters. */
@NullMarked
package io.qsstream.processor;

import org.jspecify.annotations.NullMarked;
