package io.qsstream.ingest.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** RFC 9457 bodies that say no more than the status does: of two causes with one status, the answers are the same. */
final class Problem {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final MediaType FRAMEWORKS_MEDIA_TYPE = MediaType.of(MEDIA_TYPE);

    /** Zoom has a schedule of its own (5, 25 and 85 minutes); this is for whoever else is in between. */
    private static final String RETRY_AFTER_SECONDS = "30";

    /** Makes the response say what the outcome is, in its body and to the counter. */
    static MutableHttpResponse<?> on(MutableHttpResponse<?> response, Outcome outcome, boolean withBody) {
        String retryAfter = retryAfterSeconds(outcome);
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, retryAfter);
        }
        response.getHeaders().set(AnswerCounter.OUTCOME_HEADER, outcome.name());
        if (withBody) {
            response.body(body(response.code(), response.reason())).contentType(FRAMEWORKS_MEDIA_TYPE);
        }
        return response;
    }

    /** When to come again; null where that would be in vain. */
    static @Nullable String retryAfterSeconds(Outcome outcome) {
        return outcome.status() == HttpStatus.SERVICE_UNAVAILABLE ? RETRY_AFTER_SECONDS : null;
    }

    static byte[] body(int status, String title) {
        return ("{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private Problem() {}
}
