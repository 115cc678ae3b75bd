package io.qsstream.local.simulate;

import java.time.Instant;

/**
 * One webhook that Zoom would send.
 *
 * @param time the body's {@code event_ts}
 * @param name of the event
 * @param requestId stays the same however often it is delivered
 * @param body the exact text
 */
public record Event(Instant time, String name, String requestId, String body) {}
