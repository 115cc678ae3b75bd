package io.qsstream.processor.completeness;

import static io.qsstream.processor.completeness.Legs.sample;
import static io.qsstream.processor.completeness.Legs.samples;
import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.v1.QosSample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CadenceTest {

    @Test
    void theMedianDistanceIsTheCadenceWhateverIsMissing() {
        assertThat(Cadence.of(samples("u1", 0, 60, 120, 360, 420, 3600))).hasValue(60_000);
    }

    @Test
    void fewSamplesTeachNothing() {
        assertThat(Cadence.of(samples("u1", 0, 60, 120))).isEmpty();
        assertThat(Cadence.of(samples("u1", 0, 60, 120, 180))).hasValue(60_000);
    }

    @Test
    void theDirectionsOfACallAreMeasuredEachByItself() {
        // Given
        List<QosSample> call = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            call.add(sample("u1", 5 * i, "sending"));
            call.add(sample("u1", 5 * i + 1, "receiving"));
        }

        // Then
        assertThat(Cadence.of(call)).hasValue(5_000);
    }

    @Test
    void aMutedStreamDoesNotSlowTheOthersDown() {
        // Given
        List<QosSample> samples = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            samples.add(
                    i % 4 == 0
                            ? sample("u1", 60 * i, "audio_input", "video_input")
                            : sample("u1", 60 * i, "video_input"));
        }

        // Then
        assertThat(Cadence.of(samples)).hasValue(60_000);
    }

    @Test
    void samplesWithoutStreamsHaveACadenceToo() {
        assertThat(Cadence.of(List.of(sample("u1", 0), sample("u1", 10), sample("u1", 20), sample("u1", 30))))
                .hasValue(10_000);
    }
}
