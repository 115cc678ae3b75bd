/** What is known of a user's leg besides its samples: the environment over time, and when the user left. Pure. */
@NullMarked
package io.qsstream.processor.leg;

import org.jspecify.annotations.NullMarked;
