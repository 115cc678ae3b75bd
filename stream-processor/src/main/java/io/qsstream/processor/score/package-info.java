/** How good a window was for its user and a session for all of them, with what decided it. Pure. */
@NullMarked
package io.qsstream.processor.score;

import org.jspecify.annotations.NullMarked;
