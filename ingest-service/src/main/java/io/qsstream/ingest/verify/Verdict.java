package io.qsstream.ingest.verify;

/** What a signature proves. All but {@link Authentic} get the same answer; operators see which it was. */
public sealed interface Verdict {

    /**
     * Signed with one of our secrets, recently enough.
     *
     * @param secret the one that matched; answers to Zoom are signed with it
     */
    record Authentic(Secret secret) implements Verdict {}

    /** Signed with one of our secrets, but too long ago or in the future: a replay, or a clock that is wrong. */
    record Stale() implements Verdict {}

    /** Well-formed, but signed with none of our secrets. */
    record Forged() implements Verdict {}

    /** A header is missing, repeated, or not of the form that Zoom sends. */
    record Malformed() implements Verdict {}
}
