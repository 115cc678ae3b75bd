package io.qsstream.dashboard.view;

/** Whether a user is still there, as far as the log tells. */
public enum UserState {
    ACTIVE,
    LEFT
}
