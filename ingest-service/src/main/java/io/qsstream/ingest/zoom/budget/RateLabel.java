package io.qsstream.ingest.zoom.budget;

/** Zoom's rate limit labels that our calls have (qss-reference §4.3). */
public enum RateLabel {
    HEAVY,
    RESOURCE_INTENSIVE
}
