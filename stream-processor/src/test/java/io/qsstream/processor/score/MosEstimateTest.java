package io.qsstream.processor.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qsstream.v1.StreamStats;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class MosEstimateTest {

    @Test
    void delayIsHalfTheRoundTripTwiceTheJitterAPacketAndTheLookAhead() {
        assertThat(MosEstimate.oneWayMs(120, 10)).isEqualTo(60 + 20 + 20 + 6.5);
    }

    @Test
    void aStreamIsEstimatedByTheReducedFormWithOpus() {
        // Given
        StreamStats stream =
                Streams.audio("audio_input").bitrate(60).transport(307, 10, 2).stats();

        // When
        MosEstimate estimate = MosEstimate.worst(List.of(stream));

        // Then Ta 200 ms: Idd 3.0405; Ie,eff 10.67 + 84.33 · 2 / 11.79 = 24.9755; R 65.1840
        assertThat(estimate).isNotNull();
        assertThat(estimate.streamType()).isEqualTo("audio_input");
        assertThat(estimate.mos()).isCloseTo(EModel.mos(65.184), within(0.0005));
        assertThat(MosEstimate.MODEL).isEqualTo("emodel-reduced-opus/1");
    }

    @Test
    void withoutDelayAndLossTheCodecAloneSetsTheHighestEstimate() {
        // Given
        StreamStats stream =
                Streams.audio("audio_input").bitrate(60).transport(1, 0, 0).stats();

        // When
        MosEstimate estimate = MosEstimate.of(stream);

        // Then R 93.2 - 10.67
        assertThat(estimate).isNotNull();
        assertThat(estimate.mos()).isCloseTo(4.116, within(0.0005));
    }

    @Test
    void theWorstStreamThatCarriedMediaCounts() {
        // Given
        StreamStats clear =
                Streams.audio("audio_input").bitrate(60).transport(60, 5, 0).stats();
        StreamStats torn = Streams.audio("audio_output").transport(60, 5, 6).stats();
        StreamStats muted = Streams.audio("audio_device_to_crc")
                .bitrate(0)
                .transport(60, 5, 50)
                .stats();
        StreamStats picture =
                Streams.video("video_input").bitrate(900).transport(60, 5, 50).stats();

        // When
        MosEstimate estimate = MosEstimate.worst(List.of(clear, torn, muted, picture));

        // Then
        assertThat(estimate).isNotNull();
        assertThat(estimate.streamType()).isEqualTo("audio_output");
    }

    @Test
    void whatIsMissingIsNotAssumed() {
        assertThat(MosEstimate.worst(List.of())).isNull();
        assertThat(estimateOf(Streams.audio("a").bitrate(60))).isNull();
        assertThat(estimateOf(Streams.audio("a").bitrate(60).jitter(5).loss(1))).isNull();
        assertThat(estimateOf(Streams.audio("a").bitrate(60).latency(60).loss(1)))
                .isNull();
        assertThat(estimateOf(Streams.audio("a").bitrate(60).latency(60).jitter(5)))
                .isNull();
        assertThat(estimateOf(Streams.audio("a").bitrate(60).transport(0, 5, 1)))
                .as("a latency of 0 is not measured")
                .isNull();
        assertThat(estimateOf(Streams.audio("a").transport(0, 0, 0))).isNull();
    }

    @Property
    void moreLossDelayOrJitterNeverRaisesIt(
            @ForAll @DoubleRange(min = 1, max = 2_000) double latencyMs,
            @ForAll @DoubleRange(max = 500) double jitterMs,
            @ForAll @DoubleRange(max = 100) double lossPct,
            @ForAll @DoubleRange(max = 100) double more) {
        // Given
        double before = mos(latencyMs, jitterMs, lossPct);

        // Then
        assertThat(before).isBetween(1.0, 4.5);
        assertThat(mos(latencyMs, jitterMs, lossPct + more)).isLessThanOrEqualTo(before);
        assertThat(mos(latencyMs + more, jitterMs, lossPct)).isLessThanOrEqualTo(before + 1e-9);
        assertThat(mos(latencyMs, jitterMs + more, lossPct)).isLessThanOrEqualTo(before + 1e-9);
    }

    private static double mos(double latencyMs, double jitterMs, double lossPct) {
        return MosEstimate.of(Streams.audio("audio_input")
                        .bitrate(60)
                        .transport(latencyMs, jitterMs, lossPct)
                        .stats())
                .mos();
    }

    private static MosEstimate estimateOf(Streams.Builder stream) {
        return MosEstimate.of(stream.stats());
    }
}
