/** The images as an engine runs them: read-only, as nobody, within their memory, and stopped by SIGTERM. */
@NullMarked
package io.qsstream.containers;

import org.jspecify.annotations.NullMarked;
