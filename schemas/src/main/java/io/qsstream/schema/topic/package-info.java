/** The topic catalogue: names, keys, value types, clean-up and partitioning, in one place. */
@NullMarked
package io.qsstream.schema.topic;

import org.jspecify.annotations.NullMarked;
