package io.qsstream.schema.access;

import java.util.Locale;

/** The services of the pipeline, each with a principal of its own. */
public enum Service {
    INGEST,
    PROCESSOR,
    DASHBOARD;

    /** As it is written in commands and documents. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
