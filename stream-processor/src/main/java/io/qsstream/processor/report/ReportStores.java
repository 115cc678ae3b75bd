package io.qsstream.processor.report;

/** The stores of the report stage, by name. Renaming one is a topology change: its changelog is named after it. */
final class ReportStores {

    /** {@code session userId} to what a report says of the user besides the samples. */
    static final String REPORT_LEGS = "report-legs";
    /** {@code session} to what has been reported of it. */
    static final String REPORTS = "reports";
    /** What is to be done when. */
    static final String REPORTS_DUE = "reports-due";

    private ReportStores() {}
}
