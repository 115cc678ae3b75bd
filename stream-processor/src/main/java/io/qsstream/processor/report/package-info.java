/** Session reports: what became of a session and of each of its users, and what to tell them. */
@NullMarked
package io.qsstream.processor.report;

import org.jspecify.annotations.NullMarked;
