package io.qsstream.processor.score;

import static io.qsstream.processor.score.Streams.audio;
import static io.qsstream.processor.score.Streams.other;
import static io.qsstream.processor.score.Streams.share;
import static io.qsstream.processor.score.Streams.video;
import static io.qsstream.v1.Classification.BAD;
import static io.qsstream.v1.Classification.FAIR;
import static io.qsstream.v1.Classification.GOOD;
import static io.qsstream.v1.Classification.POOR;
import static io.qsstream.v1.Classification.UNCLASSIFIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.qsstream.v1.Classification;
import io.qsstream.v1.StreamStats;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RatingTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    static Stream<Arguments> windows() {
        return Stream.of(
                // Nothing to rate
                arguments("no stream at all", UNCLASSIFIED, "NO_DATA", List.of()),
                arguments(
                        "Zoom's empty texts for absent media",
                        UNCLASSIFIED,
                        "NO_DATA",
                        List.of(audio("audio_input"), video("video_input"))),
                arguments(
                        "a muted user",
                        UNCLASSIFIED,
                        "MUTED",
                        List.of(audio("audio_input").bitrate(0).transport(0, 0, 0))),
                arguments(
                        "a muted user whose last delay is still shown",
                        UNCLASSIFIED,
                        "MUTED",
                        List.of(audio("audio_input").bitrate(0).transport(900, 90, 40))),
                arguments(
                        "zeros without a bit rate",
                        UNCLASSIFIED,
                        "MUTED",
                        List.of(audio("audio_input").transport(0, 0, 0))),
                arguments(
                        "muted and camera off",
                        UNCLASSIFIED,
                        "MUTED",
                        List.of(
                                audio("audio_input").bitrate(0),
                                video("video_input").bitrate(0).frames(0))),
                arguments(
                        "silence with Zoom's score of it",
                        UNCLASSIFIED,
                        "MUTED",
                        List.of(
                                audio("audio_input").bitrate(0),
                                audio("audio_quality").score(4.6))),
                arguments(
                        "a phone leg on hold",
                        UNCLASSIFIED,
                        "MUTED",
                        List.of(audio("sending").bitrate(0).mos(4.4))),
                arguments(
                        "a bit rate alone",
                        UNCLASSIFIED,
                        "NOT_MEASURED",
                        List.of(audio("audio_input").bitrate(60))),
                arguments(
                        "Zoom's zeros beside a bit rate",
                        UNCLASSIFIED,
                        "NOT_MEASURED",
                        List.of(video("video_output")
                                .bitrate(898)
                                .transport(0, 0, 0)
                                .frames(0))),
                arguments(
                        "a stream of a type that nobody knows",
                        UNCLASSIFIED,
                        "NOT_MEASURED",
                        List.of(other("hologram_input").bitrate(60).transport(900, 90, 40))),

                // Audio by the estimate
                arguments(
                        "clear audio",
                        GOOD,
                        "audio_input.mosEstimate",
                        List.of(audio("audio_input").bitrate(60).transport(60, 5, 0.2))),
                arguments(
                        "audio with 3 % of loss",
                        FAIR,
                        "audio_input.mosEstimate",
                        List.of(audio("audio_input").bitrate(60).transport(60, 5, 3))),
                arguments(
                        "audio with 5 % of loss",
                        POOR,
                        "audio_input.mosEstimate",
                        List.of(audio("audio_input").bitrate(60).transport(60, 5, 5))),
                arguments(
                        "audio with 12 % of loss",
                        BAD,
                        "audio_input.mosEstimate",
                        List.of(audio("audio_input").bitrate(60).transport(60, 5, 12))),
                arguments(
                        "one direction torn, the other clear",
                        BAD,
                        "audio_output.mosEstimate",
                        List.of(
                                audio("audio_input").bitrate(60).transport(60, 5, 0),
                                audio("audio_output").bitrate(60).transport(60, 5, 12))),
                arguments(
                        "muted, and hearing others clearly",
                        GOOD,
                        "audio_output.mosEstimate",
                        List.of(
                                audio("audio_input").bitrate(0).transport(0, 0, 0),
                                audio("audio_output").bitrate(60).transport(60, 5, 0))),

                // Audio whose estimate lacks a measure
                arguments(
                        "audio of which only the jitter is known",
                        FAIR,
                        "audio_input.jitterMs",
                        List.of(audio("audio_input").bitrate(60).jitter(41))),
                arguments(
                        "audio whose delay was not measured",
                        BAD,
                        "audio_input.avgLossPct",
                        List.of(audio("audio_input").bitrate(60).transport(0, 41, 11))),

                // Zoom's own score
                arguments(
                        "Zoom's bad score of a clear stream",
                        BAD,
                        "audio_quality.qualityScore",
                        List.of(
                                audio("audio_input").bitrate(60).transport(60, 5, 0),
                                audio("audio_quality").score(1.4))),
                arguments(
                        "Zoom's good score of a stream with loss",
                        GOOD,
                        "audio_quality.qualityScore",
                        List.of(
                                audio("audio_input").bitrate(60).transport(60, 5, 12),
                                audio("audio_quality").score(4.4))),
                arguments(
                        "Zoom's score inside a stream's item",
                        FAIR,
                        "audio_input.qualityScore",
                        List.of(audio("audio_input")
                                .bitrate(63)
                                .transport(134, 6, 0)
                                .score(3.65))),
                arguments(
                        "a score alone",
                        POOR,
                        "video_quality.qualityScore",
                        List.of(video("video_quality").score(2.9, 2.7))),
                arguments(
                        "a score of 0, which is none",
                        GOOD,
                        "audio_input.mosEstimate",
                        List.of(
                                audio("audio_input").bitrate(60).transport(60, 5, 0),
                                audio("audio_quality").score(4.4, 0))),
                arguments(
                        "a score beyond the scale, which is none",
                        GOOD,
                        "audio_input.mosEstimate",
                        List.of(
                                audio("audio_input").bitrate(60).transport(60, 5, 0),
                                audio("audio_quality").score(84))),

                // Phone
                arguments(
                        "a good phone leg",
                        GOOD,
                        "receiving.mos",
                        List.of(
                                audio("receiving")
                                        .bitrate(64)
                                        .transport(23, 8, 0)
                                        .mos(4.5),
                                audio("sending").bitrate(64).transport(23, 8, 0).mos(4.4))),
                arguments(
                        "a phone leg below Zoom's limit",
                        POOR,
                        "sending.mos",
                        List.of(
                                audio("receiving")
                                        .bitrate(64)
                                        .transport(23, 8, 0)
                                        .mos(4.5),
                                audio("sending").bitrate(64).transport(23, 8, 0).mos(3.4))),
                arguments(
                        "a bad phone leg",
                        BAD,
                        "sending.mos",
                        List.of(audio("sending").bitrate(64).transport(23, 8, 0).mos(2.1))),
                arguments(
                        "a phone leg with one MOS: the other direction is estimated",
                        BAD,
                        "receiving.mosEstimate",
                        List.of(
                                audio("receiving").bitrate(64).transport(23, 8, 12),
                                audio("sending").bitrate(64).transport(23, 8, 0).mos(4.4))),

                // Video and screen share
                arguments(
                        "moving pictures, all well",
                        GOOD,
                        "video_input.avgLossPct",
                        List.of(video("video_input")
                                .bitrate(900)
                                .transport(60, 5, 0)
                                .frames(25))),
                arguments(
                        "too few frames",
                        BAD,
                        "video_input.frameRateFps",
                        List.of(video("video_input")
                                .bitrate(900)
                                .transport(60, 5, 0)
                                .frames(3))),
                arguments(
                        "frames that Zoom did not measure",
                        GOOD,
                        "video_output.avgLossPct",
                        List.of(video("video_output")
                                .bitrate(898)
                                .transport(60, 5, 0)
                                .frames(0))),
                arguments(
                        "a camera that was off for most of the window",
                        GOOD,
                        "video_input.avgLossPct",
                        List.of(video("video_input")
                                .bitrate(900, 0, 0, 0, 0, 0)
                                .transport(60, 5, 0)
                                .frames(25, 0, 0, 0, 0, 0))),
                arguments(
                        "a late picture",
                        POOR,
                        "video_input.latencyMs",
                        List.of(video("video_input").bitrate(900).transport(301, 5, 0))),
                arguments(
                        "a shared screen that stands still",
                        GOOD,
                        "as_output.avgLossPct",
                        List.of(share("as_output")
                                .bitrate(100)
                                .transport(60, 5, 0)
                                .frames(1))),
                arguments(
                        "a shared screen with loss",
                        POOR,
                        "as_output.avgLossPct",
                        List.of(share("as_output").bitrate(100).transport(60, 5, 5.1))),

                // The worst media decides
                arguments(
                        "clear audio and a frozen picture",
                        BAD,
                        "video_quality.qualityScore",
                        List.of(
                                audio("audio_input").bitrate(60).transport(60, 5, 0),
                                audio("audio_quality").score(4.4),
                                video("video_input")
                                        .bitrate(900)
                                        .transport(60, 5, 0)
                                        .frames(25),
                                video("video_quality").score(1.5))),
                arguments(
                        "muted with a fair picture",
                        FAIR,
                        "video_input.avgLossPct",
                        List.of(
                                audio("audio_input").bitrate(0).transport(0, 0, 0),
                                video("video_input")
                                        .bitrate(900)
                                        .transport(60, 5, 3)
                                        .frames(25))),
                arguments(
                        "audio before video where both are as bad",
                        POOR,
                        "audio_quality.qualityScore",
                        List.of(
                                audio("audio_quality").score(2.5),
                                video("video_quality").score(2.1))));
    }

    @ParameterizedTest(name = "{0}: {1}, {2}")
    @MethodSource("windows")
    void aWindowIsRatedByItsWorstMediaAndSaysWhatDecided(
            String name, Classification classification, String reason, List<Streams.Builder> streams) {
        // When
        Rating rating = rate(1, MINUTE, streams);

        // Then
        assertThat(rating).isEqualTo(new Rating(classification, reason));
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "QUALITY_SCORE, 5, GOOD",
        "QUALITY_SCORE, 4, GOOD",
        "QUALITY_SCORE, 3.99, FAIR",
        "QUALITY_SCORE, 3, FAIR",
        "QUALITY_SCORE, 2.99, POOR",
        "QUALITY_SCORE, 2, POOR",
        "QUALITY_SCORE, 1.99, BAD",
        "QUALITY_SCORE, 1, BAD",
        "PHONE_MOS, 3.5, GOOD",
        "PHONE_MOS, 3.49, POOR",
        "PHONE_MOS, 2.58, POOR",
        "PHONE_MOS, 2.57, BAD",
        "MOS_ESTIMATE, 3.6, GOOD",
        "MOS_ESTIMATE, 3.59, FAIR",
        "MOS_ESTIMATE, 3.11, FAIR",
        "MOS_ESTIMATE, 3.09, POOR",
        "MOS_ESTIMATE, 2.58, POOR",
        "MOS_ESTIMATE, 2.57, BAD",
        "AVG_LOSS, 2, GOOD",
        "AVG_LOSS, 2.01, FAIR",
        "AVG_LOSS, 5, FAIR",
        "AVG_LOSS, 5.01, POOR",
        "AVG_LOSS, 10, POOR",
        "AVG_LOSS, 10.01, BAD",
        "JITTER, 40, GOOD",
        "JITTER, 40.1, FAIR",
        "JITTER, 75, FAIR",
        "JITTER, 75.1, POOR",
        "JITTER, 125, POOR",
        "JITTER, 125.1, BAD",
        "LATENCY, 150, GOOD",
        "LATENCY, 150.1, FAIR",
        "LATENCY, 300, FAIR",
        "LATENCY, 300.1, POOR",
        "LATENCY, 500, POOR",
        "LATENCY, 500.1, BAD",
        "FRAME_RATE, 15, GOOD",
        "FRAME_RATE, 14.9, FAIR",
        "FRAME_RATE, 10, FAIR",
        "FRAME_RATE, 9.9, POOR",
        "FRAME_RATE, 5, POOR",
        "FRAME_RATE, 4.9, BAD",
    })
    void aValueOnABoundHasTheBetterClass(Measure measure, double value, Classification classification) {
        assertThat(measure.classify(value)).isEqualTo(classification);
    }

    @ParameterizedTest(name = "windows of {0} need {1}")
    @CsvSource({"PT1S, 1", "PT10S, 1", "PT1M, 1", "PT2M, 1", "PT2M0.001S, 2", "PT4M, 2", "PT5M, 3", "PT1H, 3", "P1D, 3"
    })
    void aSampleSpeaksForTwoMinutes(Duration length, int samples) {
        assertThat(Rating.samplesNeeded(length)).isEqualTo(samples);
    }

    @Test
    void aLongWindowWithTooFewSamplesIsTooShortToRate() {
        // Given
        List<Streams.Builder> streams = List.of(audio("audio_input").bitrate(60).transport(60, 5, 12));

        // Then
        assertThat(rate(1, MINUTE, streams).classification()).isEqualTo(BAD);
        assertThat(rate(2, Duration.ofHours(1), streams)).isEqualTo(new Rating(UNCLASSIFIED, "TOO_SHORT"));
        assertThat(rate(3, Duration.ofHours(1), streams).classification()).isEqualTo(BAD);
    }

    @Test
    void whatIsMissingIsNamedBeforeWhatIsTooShort() {
        assertThat(rate(1, Duration.ofHours(1), List.of(audio("audio_input").bitrate(0)))
                        .reason())
                .isEqualTo("MUTED");
    }

    @Property
    void moreLossDelayOrJitterNeverRaisesTheClass(
            @ForAll @DoubleRange(min = 1, max = 800) double latencyMs,
            @ForAll @DoubleRange(max = 200) double jitterMs,
            @ForAll @DoubleRange(max = 30) double lossPct,
            @ForAll @DoubleRange(max = 100) double more,
            @ForAll boolean sound) {
        // Given
        Classification before = classOf(sound, latencyMs, jitterMs, lossPct);

        // Then
        assertThat(before).isNotEqualTo(UNCLASSIFIED);
        assertThat(classOf(sound, latencyMs, jitterMs, lossPct + more)).isLessThanOrEqualTo(before);
        assertThat(classOf(sound, latencyMs, jitterMs + more, lossPct)).isLessThanOrEqualTo(before);
        assertThat(classOf(sound, latencyMs + more, jitterMs, lossPct)).isLessThanOrEqualTo(before);
    }

    @Property
    void aMutedStreamChangesNoRating(
            @ForAll @DoubleRange(min = 1, max = 800) double latencyMs,
            @ForAll @DoubleRange(max = 200) double jitterMs,
            @ForAll @DoubleRange(max = 30) double lossPct) {
        // Given
        Streams.Builder heard = audio("audio_output").bitrate(60).transport(latencyMs, jitterMs, lossPct);
        Streams.Builder muted = audio("audio_input").bitrate(0).transport(latencyMs, jitterMs, 100);
        Streams.Builder dark =
                video("video_input").bitrate(0).transport(0, 0, 0).frames(0);

        // When
        Rating without = rate(1, MINUTE, List.of(heard));
        Rating with = rate(1, MINUTE, List.of(muted, heard, dark));

        // Then
        assertThat(with).isEqualTo(without);
    }

    @Property
    void aFurtherMediaNeverRaisesTheClass(
            @ForAll @DoubleRange(min = 1, max = 5) double audioScore,
            @ForAll @DoubleRange(min = 1, max = 5) double videoScore) {
        // Given
        Streams.Builder sound = audio("audio_quality").score(audioScore);
        Streams.Builder picture = video("video_quality").score(videoScore);

        // When
        Rating both = rate(1, MINUTE, List.of(sound, picture));

        // Then
        assertThat(both.classification())
                .isLessThanOrEqualTo(rate(1, MINUTE, List.of(sound)).classification())
                .isLessThanOrEqualTo(rate(1, MINUTE, List.of(picture)).classification());
    }

    private static Classification classOf(boolean sound, double latencyMs, double jitterMs, double lossPct) {
        Streams.Builder stream = sound ? audio("audio_input") : video("video_input");
        return rate(1, MINUTE, List.of(stream.bitrate(60).transport(latencyMs, jitterMs, lossPct)))
                .classification();
    }

    private static Rating rate(int samples, Duration length, List<Streams.Builder> streams) {
        List<StreamStats> stats = streams.stream().map(Streams.Builder::stats).toList();
        return Rating.of(stats, samples, length).rating();
    }
}
