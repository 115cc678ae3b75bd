package io.qsstream.ingest.zoom.authorise;

import io.qsstream.ingest.zoom.settings.HiddenText;
import java.net.URI;
import java.time.Instant;

/**
 * A token, and where it may be sent.
 *
 * @param base of the API, with {@code /v2}
 * @param expires after which it must not be used
 */
public record Bearer(HiddenText token, URI base, Instant expires) {}
