package io.qsstream.processor.window;

/** The stores of the window stage, by name. Renaming one is a topology change: its changelog is named after it. */
public final class WindowStores {

    /** {@code session windowStart userId} to the user's window. */
    public static final String USER_WINDOWS = "user-windows";
    /** {@code session windowStart} to what was emitted of the session's window. */
    public static final String SESSION_WINDOWS = "session-windows";
    /** {@code session userId} to what is known of the leg. */
    public static final String LEGS = "legs";
    /** {@code session} to when it was last heard of. */
    public static final String SESSIONS = "sessions";
    /** What is to be done when. */
    public static final String DUE = "due";

    private WindowStores() {}
}
