package io.qsstream.dashboard.view;

/** Where an alert stands. */
public enum AlertState {
    RAISED,
    CLEARED
}
