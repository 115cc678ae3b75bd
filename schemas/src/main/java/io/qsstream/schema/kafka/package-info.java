/** How every process of QSStream reaches the log: client properties from the environment, topics at start. */
@NullMarked
package io.qsstream.schema.kafka;

import org.jspecify.annotations.NullMarked;
