/** Tells people: alerts pushed to Alertmanager, and transitions to a plain webhook. */
@NullMarked
package io.qsstream.dashboard.notify;

import org.jspecify.annotations.NullMarked;
