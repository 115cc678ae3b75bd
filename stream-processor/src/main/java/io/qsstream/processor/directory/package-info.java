/** Who the users are: the one stage that keeps names and addresses, in the one topic that may carry them. */
@NullMarked
package io.qsstream.processor.directory;

import org.jspecify.annotations.NullMarked;
