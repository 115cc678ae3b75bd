/**
 * Faults put into real processes on loopback, and what they may not change: what was acknowledged is in the log, the windows
 * are those of an independent computation, nothing comes twice.
 */
package io.qsstream.local.faults;
