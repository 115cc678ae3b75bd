package io.qsstream.processor.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.leg.LegFacts;
import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.CpuStats;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.Stats;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.UserWindowState;
import io.qsstream.v1.WifiSignal;
import io.qsstream.v1.WifiStats;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A window of one sample goes a shorter way than one of several: both say the same of the same. */
class UserWindowSummaryTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");

    @Test
    void everyMeasureOfTheOnlySampleIsItsOwnSeries() {
        // When
        UserQosWindow window = summarise(sample(START, 64, 12, List.of("b", "a", "b")));

        // Then
        assertThat(window.getSampleCount()).isEqualTo(1);
        assertThat(window.getStreams()).singleElement().satisfies(stream -> {
            assertThat(stream.getBitrateKbps()).isEqualTo(one(64));
            assertThat(stream.getLatencyMs()).isNull();
        });
        assertThat(window.getCpu()).isEqualTo(new CpuStats(one(2), one(12), null, one(40), CpuPressure.SERIOUS));
        assertThat(window.getWifi()).isEqualTo(new WifiStats(null, one(-60), one(-50)));
        assertThat(window.getNetworkNotifications()).containsExactly("a", "b");
        assertThat(window.getSessionKind()).isEqualTo(SessionKind.MEETING);
        assertThat(window.getSessionNumber()).isEqualTo("85");
        assertThat(window.getUserKey()).isEqualTo("key");
    }

    @Test
    void twoSamplesThatAreAlikeDifferFromOneInTheirNumberAlone() {
        // Given
        UserQosWindow one = summarise(sample(START, 64, 12, List.of("a")));

        // When
        UserQosWindow two =
                summarise(sample(START, 64, 12, List.of("a")), sample(START.plusSeconds(30), 64, 12, List.of()));

        // Then
        assertThat(two.getCpu()).isEqualTo(doubled(one.getCpu()));
        assertThat(two.getWifi().getAvgRssiDbm()).isEqualTo(new Stats(2, -60., -60., -60., -60., -60.));
        assertThat(two.getStreams().get(0).getBitrateKbps()).isEqualTo(new Stats(2, 64., 64., 64., 64., 64.));
        assertThat(two.getNetworkNotifications()).isEqualTo(one.getNetworkNotifications());
        assertThat(two.getClassification()).isEqualTo(one.getClassification());
        assertThat(two.getSessionNumber()).isEqualTo(one.getSessionNumber());
    }

    @Test
    void aSampleWithoutCpuAndWifiHasNoFiguresOfThem() {
        // Given
        QosSample sample = sample(START, 64, 12, List.of());
        sample.setCpu(null);
        sample.setWifi(null);

        // When
        UserQosWindow window = summarise(sample);

        // Then
        assertThat(window.getCpu()).isNull();
        assertThat(window.getWifi()).isNull();
        assertThat(window.getNetworkNotifications()).isEmpty();
    }

    private static Stats one(double value) {
        return new Stats(1, value, value, value, value, value);
    }

    private static CpuStats doubled(CpuStats cpu) {
        return new CpuStats(
                twice(cpu.getZoomMinPct()),
                twice(cpu.getZoomAvgPct()),
                cpu.getZoomMaxPct(),
                twice(cpu.getSystemMaxPct()),
                cpu.getSystemMaxPressure());
    }

    private static Stats twice(Stats one) {
        return new Stats(2, one.getMin(), one.getMean(), one.getMax(), one.getP95(), one.getLast());
    }

    private static UserQosWindow summarise(QosSample... samples) {
        return UserWindowSummary.summarise(
                new UserWindowState(0, false, List.of(samples), 0), 1, LegFacts.none(), START, START.plusSeconds(60));
    }

    private static QosSample sample(Instant time, double kbps, double cpu, List<String> notifications) {
        StreamQos stream = new StreamQos();
        stream.setType("audio_input");
        stream.setMedia(Media.AUDIO);
        stream.setBitrateKbps(kbps);
        return new QosSample(
                "acc",
                "s==",
                SessionKind.MEETING,
                "85",
                "1",
                "key",
                time,
                1,
                time,
                "meeting.participant_qos",
                List.of(stream),
                new CpuUsage(2., cpu, null, 40., null, null, CpuPressure.SERIOUS),
                new WifiSignal(null, -60., -50.),
                notifications,
                Map.of(),
                false);
    }
}
