package io.qsstream.ingest.zoom.authorise;

/** Whether there is a token. */
public sealed interface Authorised {

    /** There is. */
    record Granted(Bearer bearer) implements Authorised {}

    /** The app was deactivated, or its credentials are wrong: asking again would be the same. */
    record Denied() implements Authorised {}

    /** Zoom failed, or did not answer: asking again may help. */
    record Failed(String cause) implements Authorised {}
}
