/** Runs the whole pipeline on real components as child processes on loopback, and stops every one of them. */
@NullMarked
package io.qsstream.local.stack;

import org.jspecify.annotations.NullMarked;
