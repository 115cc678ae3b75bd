package io.qsstream.schema;

/** Headers of a raw record: CloudEvents 1.0 binary form (Kafka protocol binding), and where the record came from. */
public final class RawHeaders {

    /** Always {@code 1.0}. */
    public static final String CE_SPECVERSION = "ce_specversion";
    /** {@code x-zm-request-id}, which stays the same across Zoom's retries, else the SHA-256 of the body in hex. */
    public static final String CE_ID = "ce_id";
    /** The path that received the event. */
    public static final String CE_SOURCE = "ce_source";
    /** Zoom's event name, or {@link #TICK_TYPE}, or {@link #UNKNOWN_TYPE}. */
    public static final String CE_TYPE = "ce_type";
    /** When the ingest service received it, RFC 3339. */
    public static final String CE_TIME = "ce_time";

    public static final String CONTENT_TYPE = "content-type";

    /** {@link #WEBHOOK}, {@link #BACKFILL} or {@link #TICK}. */
    public static final String SOURCE = "qss-source";

    public static final String WEBHOOK = "webhook";
    public static final String BACKFILL = "backfill";
    /** A record that carries nothing but the broker's clock to its partition. */
    public static final String TICK = "tick";

    public static final String TICK_TYPE = "io.qsstream.tick";
    /** {@code ce_type} of a body in which no event name was found before its session was. */
    public static final String UNKNOWN_TYPE = "unknown";

    private RawHeaders() {}
}
