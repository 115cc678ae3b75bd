/** The command line of the local stack: start everything, simulate traffic. */
@NullMarked
package io.qsstream.local;

import org.jspecify.annotations.NullMarked;
