package io.qsstream.dashboard.view;

import org.jspecify.annotations.Nullable;

/** Wi-Fi signal of a user's device at one time, dBm. */
public record WifiNow(@Nullable Float avgRssiDbm) {}
