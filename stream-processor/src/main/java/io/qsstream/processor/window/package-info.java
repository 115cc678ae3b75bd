/** Fixed windows of sample time per user and per session: taking samples in, closing, revising, forgetting. */
@NullMarked
package io.qsstream.processor.window;

import org.jspecify.annotations.NullMarked;
