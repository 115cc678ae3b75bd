/** Session reports as CSV and as a printable page. */
@NullMarked
package io.qsstream.dashboard.report;

import org.jspecify.annotations.NullMarked;
