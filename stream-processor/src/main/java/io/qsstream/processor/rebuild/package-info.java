/**
 * Tells a session again whose windows are forgotten, from all that the raw topic still holds of it. The stages keep nothing
 * for that: what they said stands in the output topics, what they said it of in the raw topic.
 */
@NullMarked
package io.qsstream.processor.rebuild;

import org.jspecify.annotations.NullMarked;
