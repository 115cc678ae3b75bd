package io.qsstream.processor.alert;

import io.qsstream.processor.state.Section;

/** What the alert stage remembers, all in one store. Others may read it, and must not write. */
public final class AlertStores {

    /** Renaming it is a topology change: its changelog is named after it. */
    public static final String STORE = "alerts";

    /** {@code session userId} to what the rules know of the leg. */
    static final Section LEGS = new Section(STORE, (byte) 1);
    /** {@code session} to what the rules know of the session. */
    public static final Section SESSIONS = new Section(STORE, (byte) 2);
    /** What is to be done when. */
    static final Section DUE = new Section(STORE, (byte) 3);

    private AlertStores() {}
}
