package io.qsstream.schema.rules;

/** What a rule says of one value. */
public enum Verdict {
    /** Beyond the breach threshold. */
    BREACH,
    /** On the good side of the clear threshold. */
    GOOD,
    /** Neither: an alert keeps the state it has. */
    BETWEEN
}
