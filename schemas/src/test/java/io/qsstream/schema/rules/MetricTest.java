package io.qsstream.schema.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.Quality;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.WifiSignal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MetricTest {

    static Stream<Arguments> readings() {
        return Stream.of(
                Arguments.of(Metric.BITRATE_KBPS, 61.0),
                Arguments.of(Metric.LATENCY_MS, 62.0),
                Arguments.of(Metric.JITTER_MS, 63.0),
                Arguments.of(Metric.AVG_LOSS_PCT, 6.4),
                Arguments.of(Metric.MAX_LOSS_PCT, 6.5),
                Arguments.of(Metric.FRAME_RATE_FPS, 26.0),
                Arguments.of(Metric.MOS, 3.7),
                Arguments.of(Metric.QUALITY_SCORE, 3.8),
                Arguments.of(Metric.QUALITY, 2.0),
                Arguments.of(Metric.BITRATE_DROP_PCT, 39.0),
                Arguments.of(Metric.CPU_ZOOM_MAX_PCT, 71.0),
                Arguments.of(Metric.CPU_SYSTEM_MAX_PCT, 72.0),
                Arguments.of(Metric.CPU_PRESSURE, 3.0),
                Arguments.of(Metric.RSSI_DBM, -56.0),
                Arguments.of(Metric.NETWORK_NOTIFICATIONS, 2.0));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void aMetricIsReadFromItsOwnField(Metric metric, double value) {
        // Given
        StreamQos stream = stream();
        QosSample sample = sample();

        // When
        Double read = metric.isOfStreams() ? metric.of(stream, List.of(100.0, 100.0, 100.0)) : metric.of(sample);
        Double elsewhere = metric.isOfStreams() ? metric.of(sample) : metric.of(stream, List.of());

        // Then
        assertThat(read).isCloseTo(value, within(1e-9));
        assertThat(elsewhere).isNull();
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void everyMetricIsAmongTheReadings(Metric metric) {
        assertThat(readings()).anyMatch(each -> each.get()[0] == metric);
    }

    @ParameterizedTest
    @EnumSource(value = Metric.class, mode = EnumSource.Mode.EXCLUDE, names = "NETWORK_NOTIFICATIONS")
    void whatWasNotSentIsAbsentAndNot0(Metric metric) {
        // Given
        StreamQos nothing = StreamQos.newBuilder().setType("audio_input").build();
        QosSample nobody = anything().build();

        // When
        Double ofStream = metric.of(nothing, List.of(1.0, 1.0, 1.0));
        Double ofUser = metric.of(nobody);

        // Then
        assertThat(ofStream).isNull();
        assertThat(ofUser).isNull();
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void aMutedStreamHasNoValues(Metric metric) {
        // Given
        StreamQos muted = StreamQos.newBuilder(stream()).setBitrateKbps(0.0).build();

        // When
        Double value = metric.of(muted, List.of(100.0, 100.0, 100.0));

        // Then
        assertThat(value).isNull();
    }

    @Test
    void aStreamWhoseBitRateIsNotToldHasItsOtherValues() {
        // Given
        StreamQos quality = StreamQos.newBuilder()
                .setType("audio_quality")
                .setMedia(Media.AUDIO)
                .setQuality(Quality.GOOD)
                .build();

        // When
        Double value = Metric.QUALITY.of(quality, List.of());

        // Then
        assertThat(value).isEqualTo(4);
    }

    @Test
    void unknownLabelsAreAbsent() {
        // Given
        StreamQos stream =
                StreamQos.newBuilder(stream()).setQuality(Quality.UNKNOWN).build();
        QosSample sample = anything()
                .setCpu(CpuUsage.newBuilder()
                        .setSystemMaxPressure(CpuPressure.UNKNOWN)
                        .build())
                .build();

        // When
        Double quality = Metric.QUALITY.of(stream, List.of());
        Double pressure = Metric.CPU_PRESSURE.of(sample);

        // Then
        assertThat(quality).isNull();
        assertThat(pressure).isNull();
    }

    @Test
    void aPictureWithoutResolutionWasNotMeasuredAt0() {
        // Given
        StreamQos unmeasured = StreamQos.newBuilder()
                .setType("video_output")
                .setMedia(Media.VIDEO)
                .setBitrateKbps(200.0)
                .setLatencyMs(0.0)
                .setFrameRateFps(0.0)
                .build();
        StreamQos frozen = StreamQos.newBuilder(unmeasured)
                .setWidthPx(1280.0)
                .setHeightPx(720.0)
                .build();

        // When
        Double unmeasuredRate = Metric.FRAME_RATE_FPS.of(unmeasured, List.of());
        Double unmeasuredLatency = Metric.LATENCY_MS.of(unmeasured, List.of());
        Double frozenRate = Metric.FRAME_RATE_FPS.of(frozen, List.of());

        // Then
        assertThat(unmeasuredRate).isNull();
        assertThat(unmeasuredLatency).isNull();
        assertThat(frozenRate).isZero();
    }

    static Stream<Arguments> drops() {
        return Stream.of(
                Arguments.of("to a fifth of an odd number of values", 20.0, List.of(500.0, 100.0, 10.0), 80.0),
                Arguments.of("to half of the middle of an even number", 75.0, List.of(200.0, 1.0, 100.0, 900.0), 50.0),
                Arguments.of("not at all", 100.0, List.of(100.0, 100.0, 100.0), 0.0),
                Arguments.of("a rise", 300.0, List.of(100.0, 100.0, 100.0), 0.0),
                Arguments.of("too few values", 10.0, List.of(100.0, 100.0), null),
                Arguments.of("muted values are no values", 10.0, List.of(100.0, 0.0, 100.0), null),
                Arguments.of("muting is not collapse", 0.0, List.of(100.0, 100.0, 100.0), null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drops")
    void aDropOfTheBitRateIsMeasuredAgainstTheMedianOfThePreviousOnes(
            String name, double kbps, List<Double> previous, Double drop) {
        // Given
        StreamQos stream = StreamQos.newBuilder(stream()).setBitrateKbps(kbps).build();

        // When
        Double value = Metric.BITRATE_DROP_PCT.of(stream, previous);

        // Then
        if (drop == null) {
            assertThat(value).isNull();
        } else {
            assertThat(value).isCloseTo(drop, within(1e-9));
        }
    }

    @Test
    void valuesAreWrittenAsTheyAreReadInRules() {
        assertThat(Metric.JITTER_MS.text(40)).isEqualTo("40 ms");
        assertThat(Metric.AVG_LOSS_PCT.text(2.50)).isEqualTo("2.5 %");
        assertThat(Metric.MOS.text(3.5)).isEqualTo("3.5");
        assertThat(Metric.BITRATE_KBPS.text(10_000)).isEqualTo("10000 kbps");
        assertThat(Metric.QUALITY.text(3)).isEqualTo("fair");
        assertThat(Metric.CPU_PRESSURE.text(4)).isEqualTo("critical");
    }

    private static StreamQos stream() {
        return StreamQos.newBuilder()
                .setType("video_input")
                .setMedia(Media.VIDEO)
                .setBitrateKbps(61.0)
                .setLatencyMs(62.0)
                .setJitterMs(63.0)
                .setAvgLossPct(6.4)
                .setMaxLossPct(6.5)
                .setFrameRateFps(26.0)
                .setMos(3.7)
                .setQualityScore(3.8)
                .setQuality(Quality.POOR)
                .build();
    }

    private static QosSample sample() {
        return anything()
                .setCpu(CpuUsage.newBuilder()
                        .setZoomMinPct(1.0)
                        .setZoomAvgPct(2.0)
                        .setZoomMaxPct(71.0)
                        .setSystemMaxPct(72.0)
                        .setSystemMinPressure(CpuPressure.NORMAL)
                        .setSystemAvgPressure(CpuPressure.FAIR)
                        .setSystemMaxPressure(CpuPressure.SERIOUS)
                        .build())
                .setWifi(WifiSignal.newBuilder()
                        .setMinRssiDbm(-60.0)
                        .setAvgRssiDbm(-56.0)
                        .setMaxRssiDbm(-50.0)
                        .build())
                .setNetworkNotifications(List.of("internet connection unstable", "network bandwidth low"))
                .build();
    }

    private static QosSample.Builder anything() {
        return QosSample.newBuilder()
                .setAccountId("a")
                .setSessionId("s")
                .setSessionKind(SessionKind.MEETING)
                .setUserId("u")
                .setSampleTime(Instant.EPOCH)
                .setReceiptTime(Instant.EPOCH);
    }
}
