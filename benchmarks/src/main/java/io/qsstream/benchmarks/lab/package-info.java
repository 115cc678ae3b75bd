/** Where it is measured: child processes on loopback, and what they took of the machine. */
@NullMarked
package io.qsstream.benchmarks.lab;

import org.jspecify.annotations.NullMarked;
