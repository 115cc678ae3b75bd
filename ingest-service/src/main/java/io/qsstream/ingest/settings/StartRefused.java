package io.qsstream.ingest.settings;

/** The service cannot start. The message is one line: what is wrong, and what to do. */
public final class StartRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartRefused(String message) {
        super(message);
    }

    public StartRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
