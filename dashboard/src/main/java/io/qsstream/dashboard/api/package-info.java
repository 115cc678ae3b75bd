/** Answers the API under {@code /api/v1}, and lets nobody in without the token. */
@NullMarked
package io.qsstream.dashboard.api;

import org.jspecify.annotations.NullMarked;
