package io.qsstream.dashboard.api;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** RFC 9457 bodies; under {@code /zoom/} Zoom's own form of an error, because that is what its clients read. */
final class Problem {

    private static final MediaType MEDIA_TYPE = MediaType.of("application/problem+json");

    /** Zoom's codes (qss-reference §4.2; 124 is "Invalid access token", 300 a request that fails validation). */
    private static int zoomCode(HttpStatus status) {
        return switch (status) {
            case UNAUTHORIZED -> 124;
            case NOT_FOUND -> 3001;
            case BAD_REQUEST -> 300;
            default -> status.getCode();
        };
    }

    /** Gives a response its body. */
    static MutableHttpResponse<?> on(MutableHttpResponse<?> response, HttpRequest<?> request, @Nullable String detail) {
        HttpStatus status = HttpStatus.valueOf(response.code());
        response.header("Cache-Control", "no-store");
        if (request.getPath().startsWith("/zoom/")) {
            return response.body(
                            Map.of("code", zoomCode(status), "message", detail == null ? status.getReason() : detail))
                    .contentType(MediaType.APPLICATION_JSON_TYPE);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", status.getReason());
        body.put("status", status.getCode());
        if (detail != null) {
            body.put("detail", detail);
        }
        return response.body(body).contentType(MEDIA_TYPE);
    }

    private Problem() {}
}
