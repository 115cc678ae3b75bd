/** What most likely makes a user suffer, from the user's own sample and how the session's other users are. Pure. */
@NullMarked
package io.qsstream.processor.cause;

import org.jspecify.annotations.NullMarked;
