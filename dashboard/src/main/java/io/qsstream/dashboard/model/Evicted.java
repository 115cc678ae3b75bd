package io.qsstream.dashboard.model;

/** What was let go because of a bound. */
public enum Evicted {
    SAMPLES_BY_AGE,
    SAMPLES_BY_COUNT,
    SESSIONS_BY_AGE,
    SESSIONS_BY_COUNT,
    ALERTS_BY_AGE,
    ALERTS_BY_COUNT
}
