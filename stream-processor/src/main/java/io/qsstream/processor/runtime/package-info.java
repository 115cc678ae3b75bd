/** The life of the Kafka Streams client: properties, start, health, exit. */
@NullMarked
package io.qsstream.processor.runtime;

import org.jspecify.annotations.NullMarked;
