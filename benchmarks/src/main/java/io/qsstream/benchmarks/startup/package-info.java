/** How long a service takes from its process's start to its first work. */
@NullMarked
package io.qsstream.benchmarks.startup;

import org.jspecify.annotations.NullMarked;
