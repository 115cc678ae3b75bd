/** How state stands in the stores: ordered binary keys, self-describing Avro values. */
@NullMarked
package io.qsstream.processor.state;

import org.jspecify.annotations.NullMarked;
