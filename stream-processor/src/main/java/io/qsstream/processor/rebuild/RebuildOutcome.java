package io.qsstream.processor.rebuild;

/** What became of a rebuild. */
public enum RebuildOutcome {
    /** Something was said anew. */
    REBUILT,
    /** The log says what was said already. */
    UNCHANGED,
    /** The raw topic no longer holds the session's beginning: nothing was said. */
    CUT,
    /** The session has more samples than a rebuild may hold: nothing was said. */
    TOO_LARGE,
    /** It could not be done, by an error in the program: nothing was said. */
    FAILED
}
