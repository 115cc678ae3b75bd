package io.qsstream.processor.report;

import io.qsstream.processor.state.Section;

/** What the report stage remembers, all in one store. */
final class ReportStores {

    /** Renaming it is a topology change: its changelog is named after it. */
    static final String STORE = "reports";

    /** {@code session userId} to what a report says of the user besides the samples. */
    static final Section LEGS = new Section(STORE, (byte) 1);
    /** {@code session} to what has been reported of it. */
    static final Section REPORTS = new Section(STORE, (byte) 2);
    /** What is to be done when. */
    static final Section DUE = new Section(STORE, (byte) 3);

    private ReportStores() {}
}
