/** Follows the output topics into the read model. */
@NullMarked
package io.qsstream.dashboard.follow;

import org.jspecify.annotations.NullMarked;
