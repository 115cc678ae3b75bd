/** Input that could not be processed: kept byte for byte, with a reason. */
@NullMarked
package io.qsstream.processor.deadletter;

import org.jspecify.annotations.NullMarked;
