/** How settings are refused: one line that says what to do. */
@NullMarked
package io.qsstream.schema.settings;

import org.jspecify.annotations.NullMarked;
