package io.qsstream.ingest.web;

import io.micronaut.http.HttpStatus;
import java.util.Locale;

/** How a request may be answered: the contract's table, and the label {@code outcome} of the request counter. */
enum Outcome {
    /** Stored, acknowledged by the broker. */
    ACCEPTED(HttpStatus.NO_CONTENT),
    /** A URL validation, answered. */
    CHALLENGE(HttpStatus.OK),

    FORGED(HttpStatus.UNAUTHORIZED),
    STALE(HttpStatus.UNAUTHORIZED),
    /** A signature header is missing, repeated or not of Zoom's form. */
    MALFORMED_SIGNATURE(HttpStatus.UNAUTHORIZED),
    /** Authentic, but the token is not one that may be signed. */
    CHALLENGE_REFUSED(HttpStatus.UNAUTHORIZED),

    TOO_LARGE(HttpStatus.REQUEST_ENTITY_TOO_LARGE),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE),
    NOT_FOUND(HttpStatus.NOT_FOUND),
    /** Not HTTP as we read it: any other 4xx that the server itself answers. */
    BAD_REQUEST(HttpStatus.BAD_REQUEST),

    // Zoom retries 5xx only (qss-reference §3), so overload is 503, never 429.
    /** Not acknowledged within the deadline, or refused; the log says why. */
    KAFKA_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),
    TOO_MANY_IN_FLIGHT(HttpStatus.SERVICE_UNAVAILABLE),
    DRAINING(HttpStatus.SERVICE_UNAVAILABLE),
    /** A defect of ours; Zoom retries it. */
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR);

    private final HttpStatus status;

    Outcome(HttpStatus status) {
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }

    /** The counter's label. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The outcome of an answer that the server gave by itself. */
    static Outcome ofStatus(int code) {
        return switch (code) {
            case 401 -> FORGED;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 413 -> TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 503 -> KAFKA_UNAVAILABLE;
            default -> code < 500 ? BAD_REQUEST : INTERNAL_ERROR;
        };
    }
}
