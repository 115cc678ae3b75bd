package io.qsstream.ingest.zoom.authorise;

import java.time.Instant;

/** Gives tokens of one kind. */
public interface Authorisation {

    /** A token that is still good for a while. */
    Authorised authorise(Instant now) throws InterruptedException;

    /** Zoom refused this one: it is not given again. */
    void forget(Bearer refused);
}
