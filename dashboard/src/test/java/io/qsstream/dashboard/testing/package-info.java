/** Records as the processor would write them, for tests of whoever reads them. */
@NullMarked
package io.qsstream.dashboard.testing;

import org.jspecify.annotations.NullMarked;
