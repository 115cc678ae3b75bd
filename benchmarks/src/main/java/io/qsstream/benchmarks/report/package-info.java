/** What was measured, as a table, as JSON and as Markdown, with the machine it was measured on. */
@NullMarked
package io.qsstream.benchmarks.report;

import org.jspecify.annotations.NullMarked;
