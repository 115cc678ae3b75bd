package io.qsstream.dashboard.view;

import org.jspecify.annotations.Nullable;

/** What a user's device and network were when last told. */
public record Environment(
        @Nullable String location,
        @Nullable String networkType,
        @Nullable String device,
        @Nullable String dataCenter,
        @Nullable String connectionType,
        @Nullable String clientVersion,
        @Nullable String networkPrefix) {

    public static final Environment UNKNOWN = new Environment(null, null, null, null, null, null, null);
}
