/** The dashboard: follows the output topics and answers people. */
@NullMarked
package io.qsstream.dashboard;

import org.jspecify.annotations.NullMarked;
