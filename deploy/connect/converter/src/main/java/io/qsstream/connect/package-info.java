/** Our topics in Kafka Connect: what their records are to it, and how a record becomes a row. */
@NullMarked
package io.qsstream.connect;

import org.jspecify.annotations.NullMarked;
