package io.qsstream.ingest.zoom.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every error of qss-reference §4.2 and §4.3 has one outcome. */
class AnswersTest {

    private static final Instant NOW = Instant.parse("2026-11-25T21:00:00Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-11-26T00:00:00Z");

    static Stream<Arguments> answers() {
        return Stream.of(
                arguments(400, error(200, "Event subscription not found."), Map.of(), new ZoomAnswer.NotSubscribed()),
                arguments(
                        400,
                        error(200, "This API is only available for Video SDK accounts."),
                        Map.of(),
                        new ZoomAnswer.NotVideoSdk()),
                arguments(
                        400,
                        error(200, "Only available for paid account and enabled Dashboard feature."),
                        Map.of(),
                        new ZoomAnswer.NotInPlan()),
                arguments(400, error(12702, "Can not access a meeting a year ago."), Map.of(), new ZoomAnswer.TooOld()),
                arguments(
                        400,
                        error(300, "The next page token is invalid or expired."),
                        Map.of(),
                        new ZoomAnswer.PageTokenExpired()),
                arguments(400, error(300, "Can not access webinar info."), Map.of(), new ZoomAnswer.Refused(400, 300)),
                arguments(
                        400,
                        error(4711, "Invalid access token, does not contain scopes."),
                        Map.of(),
                        new ZoomAnswer.ScopeMissing()),
                arguments(401, error(124, "Invalid access token."), Map.of(), new ZoomAnswer.TokenRefused()),
                arguments(403, "", Map.of(), new ZoomAnswer.ScopeMissing()),
                arguments(
                        404,
                        error(3001, "Meeting ID is invalid or not end."),
                        Map.of(),
                        new ZoomAnswer.NotEndedOrUnknown()),
                arguments(404, "<html>", Map.of(), new ZoomAnswer.Refused(404, 0)),
                arguments(
                        429,
                        error(429, "You have reached the maximum per-second rate limit for this API."),
                        Map.of("retry-after", "2"),
                        new ZoomAnswer.TooFast(Duration.ofSeconds(2))),
                arguments(429, "", Map.of(), new ZoomAnswer.TooFast(Duration.ofSeconds(1))),
                arguments(
                        429,
                        error(429, "You have reached the maximum daily rate limit for this API."),
                        Map.of(),
                        new ZoomAnswer.DaySpent(MIDNIGHT)),
                arguments(
                        429,
                        "",
                        Map.of("retry-after", "2026-11-25T22:30:00Z"),
                        new ZoomAnswer.DaySpent(Instant.parse("2026-11-25T22:30:00Z"))),
                arguments(
                        429,
                        "",
                        Map.of("retry-after", "2036-11-25T22:30:00Z", "x-ratelimit-type", "Daily-limit"),
                        new ZoomAnswer.DaySpent(MIDNIGHT)),
                arguments(503, "", Map.of("retry-after", "7"), new ZoomAnswer.Trouble(503, Duration.ofSeconds(7))),
                arguments(500, "", Map.of("retry-after", "soon"), new ZoomAnswer.Trouble(500, Duration.ZERO)),
                arguments(302, "", Map.of(), new ZoomAnswer.Refused(302, 0)),
                arguments(200, "not json", Map.of(), new ZoomAnswer.Unreadable()),
                arguments(200, "\"a string where an object is documented\"", Map.of(), new ZoomAnswer.Unreadable()),
                arguments(200, "", Map.of(), new ZoomAnswer.Unreadable()));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerHasOneOutcome(int status, String body, Map<String, String> headers, ZoomAnswer outcome) {
        // When
        ZoomAnswer read =
                Answers.read(status, name -> Optional.ofNullable(headers.get(name)), body.getBytes(UTF_8), false, NOW);

        // Then
        assertThat(read).isEqualTo(outcome);
        assertThat(read.label()).matches("[a-z_]+");
    }

    private static String error(int code, String message) {
        return "{\"code\":" + code + ",\"message\":\"" + message + "\"}";
    }
}
