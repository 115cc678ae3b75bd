package io.qsstream.dashboard.view;

/** Whether a session still goes on, as far as the log tells. */
public enum SessionState {
    LIVE,
    ENDED
}
