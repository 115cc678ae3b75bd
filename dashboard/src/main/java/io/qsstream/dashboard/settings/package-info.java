/** What an operator may set, checked before anything starts. */
@NullMarked
package io.qsstream.dashboard.settings;

import org.jspecify.annotations.NullMarked;
