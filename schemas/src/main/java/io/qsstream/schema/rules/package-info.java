/** Alert rules: what they say, how they are read from YAML, and every mistake in them with its line. */
@NullMarked
package io.qsstream.schema.rules;

import org.jspecify.annotations.NullMarked;
