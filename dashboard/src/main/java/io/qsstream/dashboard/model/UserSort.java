package io.qsstream.dashboard.model;

/** How a list of users is ordered. */
public enum UserSort {
    /** The worst first. */
    TROUBLE,
    /** By name; who has none by number, last. */
    NAME
}
