/** Alerts: raised and cleared by rules over a user's last samples, and over the users of a session. */
@NullMarked
package io.qsstream.processor.alert;

import org.jspecify.annotations.NullMarked;
