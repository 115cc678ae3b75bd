package io.qsstream.processor.alert;

/** The stores of the alert stage, by name. Renaming one is a topology change: its changelog is named after it. */
public final class AlertStores {

    /** {@code session userId} to what the rules know of the leg. */
    public static final String LEG_ALERTS = "leg-alerts";
    /** {@code session} to what the rules know of the session. */
    public static final String SESSION_ALERTS = "session-alerts";
    /** What is to be done when. */
    static final String ALERTS_DUE = "alerts-due";

    private AlertStores() {}
}
