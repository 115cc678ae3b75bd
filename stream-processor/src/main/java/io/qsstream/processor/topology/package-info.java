/** The topology: which stage reads what and writes where. */
@NullMarked
package io.qsstream.processor.topology;

import org.jspecify.annotations.NullMarked;
