/** Makes Zoom's traffic up, purely, and posts it. */
@NullMarked
package io.qsstream.local.simulate;

import org.jspecify.annotations.NullMarked;
