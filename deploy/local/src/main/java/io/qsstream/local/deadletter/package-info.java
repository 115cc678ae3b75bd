/** Dead letters as a person works with them: found, looked at, and sent through the pipeline once more. */
@NullMarked
package io.qsstream.local.deadletter;

import org.jspecify.annotations.NullMarked;
