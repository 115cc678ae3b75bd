package io.qsstream.dashboard.model;

/** How a list of sessions is ordered. */
public enum SessionSort {
    /** The worst first. */
    TROUBLE,
    /** The one heard of last first. */
    RECENT
}
