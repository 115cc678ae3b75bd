/** What travels between the stages. */
@NullMarked
package io.qsstream.processor.event;

import org.jspecify.annotations.NullMarked;
