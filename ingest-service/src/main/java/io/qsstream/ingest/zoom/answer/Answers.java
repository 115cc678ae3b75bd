package io.qsstream.ingest.zoom.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Tells from status, headers and body what an answer means. Pure; never throws. */
public final class Answers {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    /**
     * Reads one answer.
     *
     * @param header a header's first value
     * @param paged whether the call carried a page token
     */
    public static ZoomAnswer read(
            int status, Function<String, Optional<String>> header, byte[] body, boolean paged, Instant now) {
        JsonNode json = parse(body);
        if (status == 200) {
            return json.isObject() ? new ZoomAnswer.Found(json) : new ZoomAnswer.Unreadable();
        }
        int code = json.path("code").asInt(0);
        String message = json.path("message").asText("").toLowerCase(Locale.ROOT);
        return switch (status) {
            case 400 -> badRequest(code, message, paged);
            case 401 -> new ZoomAnswer.TokenRefused();
            case 403 -> new ZoomAnswer.ScopeMissing();
            case 404 -> code == 3001 ? new ZoomAnswer.NotEndedOrUnknown() : new ZoomAnswer.Refused(status, code);
            case 429 -> tooMany(header, message, now);
            default ->
                status >= 500
                        ? new ZoomAnswer.Trouble(
                                status, seconds(header.apply("retry-after")).orElse(Duration.ZERO))
                        : new ZoomAnswer.Refused(status, code);
        };
    }

    private static ZoomAnswer badRequest(int code, String message, boolean paged) {
        // 300 is said of other things, too, but never of a call that was right one page before.
        if (message.contains("next page token") || (paged && code == 300)) {
            return new ZoomAnswer.PageTokenExpired();
        }
        return switch (code) {
            case 200 -> {
                if (message.contains("subscription")) {
                    yield new ZoomAnswer.NotSubscribed();
                }
                yield message.contains("video sdk") ? new ZoomAnswer.NotVideoSdk() : new ZoomAnswer.NotInPlan();
            }
            case 4711 -> new ZoomAnswer.ScopeMissing();
            case 12702 -> new ZoomAnswer.TooOld();
            default -> new ZoomAnswer.Refused(400, code);
        };
    }

    private static ZoomAnswer tooMany(Function<String, Optional<String>> header, String message, Instant now) {
        Optional<String> after = header.apply("retry-after");
        Optional<Instant> until = after.flatMap(Answers::instant);
        boolean daily = until.isPresent()
                || message.contains("daily")
                || header.apply("x-ratelimit-type")
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .contains("daily");
        if (daily) {
            Instant tomorrow = LocalDate.ofInstant(now, ZoneOffset.UTC)
                    .plusDays(1)
                    .atStartOfDay()
                    .toInstant(ZoneOffset.UTC);
            // A time that is past, or far off, is no time to wait for.
            return new ZoomAnswer.DaySpent(until.filter(now::isBefore)
                    .filter(each -> each.isBefore(tomorrow.plus(Duration.ofDays(1))))
                    .orElse(tomorrow));
        }
        return new ZoomAnswer.TooFast(seconds(after).orElse(Duration.ofSeconds(1)));
    }

    private static Optional<Duration> seconds(Optional<String> retryAfter) {
        try {
            return retryAfter
                    .map(text -> Duration.ofSeconds(Long.parseLong(text.strip())))
                    .filter(wait -> !wait.isNegative())
                    .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text.strip()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json == null ? MissingNode.getInstance() : json;
        } catch (IOException | RuntimeException e) {
            return MissingNode.getInstance();
        }
    }

    private Answers() {}
}
