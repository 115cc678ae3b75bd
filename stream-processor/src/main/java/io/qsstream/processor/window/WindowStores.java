package io.qsstream.processor.window;

import io.qsstream.processor.state.Section;

/** What the window stage remembers, all in one store. Others may read it, and must not write. */
public final class WindowStores {

    /** Renaming it is a topology change: its changelog is named after it. */
    public static final String STORE = "windows";

    /** {@code windowStart session userId} to the user's window. */
    public static final Section USER_WINDOWS = new Section(STORE, (byte) 1);
    /** {@code session windowStart} to what was emitted of the session's window. */
    public static final Section SESSION_WINDOWS = new Section(STORE, (byte) 2);
    /** {@code session userId} to what is known of the leg. */
    public static final Section LEGS = new Section(STORE, (byte) 3);
    /** {@code session} to when it was last heard of, and what of it is not in the windows. */
    public static final Section SESSIONS = new Section(STORE, (byte) 4);
    /** What is to be done when. */
    static final Section DUE = new Section(STORE, (byte) 5);

    private WindowStores() {}
}
