package io.qsstream.dashboard.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a user's leg in which samples were due and none came.
 *
 * @param name the user's, where it is known
 * @param from the last sample before, or when the user joined
 * @param to the next sample, when the user left, or the session's end
 */
public record GapView(String userId, @Nullable String name, Instant from, Instant to, int missingSamples) {}
