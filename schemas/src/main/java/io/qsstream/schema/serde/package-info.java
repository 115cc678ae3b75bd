/** Avro records in the Confluent wire format, configured by Confluent's property names. */
@NullMarked
package io.qsstream.schema.serde;

import org.jspecify.annotations.NullMarked;
