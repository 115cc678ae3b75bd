package io.qsstream.processor.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.LegFact;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.Quality;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.UserIdentity;
import io.qsstream.v1.WifiSignal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SampleMergeTest {

    private static final Instant TIME = Instant.parse("2026-11-20T14:21:00Z");

    @Test
    void splitRecordsOfOneTypeCompleteEachOther() {
        // Given: the two halves that a real row showed, qss-reference §2
        StreamQos measures = stream("as_output");
        measures.setBitrateKbps(244.0);
        measures.setLatencyMs(97.0);
        StreamQos picture = stream("as_output");
        picture.setFrameRateFps(11.0);
        picture.setWidthPx(1920.0);

        // When
        QosSample merged = SampleMerge.merge(sample(measures), sample(picture));

        // Then
        StreamQos whole = stream("as_output");
        whole.setBitrateKbps(244.0);
        whole.setLatencyMs(97.0);
        whole.setFrameRateFps(11.0);
        whole.setWidthPx(1920.0);
        assertThat(merged.getStreams()).containsExactly(whole);
    }

    @Test
    void numbersConflictNumericallyAndTextsByTextOrder() {
        // Given
        StreamQos nine = stream("audio_input");
        nine.setJitterMs(9.0);
        nine.setNetwork("9");
        StreamQos ten = stream("audio_input");
        ten.setJitterMs(10.0);
        ten.setNetwork("10");

        // When
        StreamQos merged = SampleMerge.merge(nine, ten);

        // Then
        assertThat(merged.getJitterMs()).isEqualTo(10.0);
        assertThat(merged.getNetwork()).isEqualTo("9");
    }

    @Test
    void aSignalConflictIsWonByTheStronger() {
        // When
        WifiSignal merged = SampleMerge.merge(new WifiSignal(-72.0, null, -50.0), new WifiSignal(-61.0, -58.0, null));

        // Then
        assertThat(merged).isEqualTo(new WifiSignal(-61.0, -58.0, -50.0));
    }

    @Test
    void enumsConflictByRankAndUnknownLosesToAll() {
        // Given
        StreamQos known = stream("audio_quality");
        known.setQuality(Quality.BAD);
        known.setMedia(Media.UNKNOWN);
        StreamQos more = stream("audio_quality");
        more.setQuality(Quality.UNKNOWN);
        more.setMedia(Media.AUDIO);

        // When
        StreamQos merged = SampleMerge.merge(known, more);

        // Then
        assertThat(merged.getQuality()).isEqualTo(Quality.BAD);
        assertThat(merged.getMedia()).isEqualTo(Media.AUDIO);
    }

    @Test
    void cpuFieldsOfTwoItemsCompleteEachOther() {
        // When
        CpuUsage merged = SampleMerge.merge(
                new CpuUsage(4.0, null, null, 38.0, CpuPressure.FAIR, null, null),
                new CpuUsage(null, 9.0, null, 37.0, CpuPressure.NORMAL, null, CpuPressure.CRITICAL));

        // Then
        assertThat(merged).isEqualTo(new CpuUsage(4.0, 9.0, null, 38.0, CpuPressure.FAIR, null, CpuPressure.CRITICAL));
    }

    @Test
    void streamsStayInOrderOfTypeAndNotificationsDistinct() {
        // Given
        QosSample known = sample(stream("audio_output"), stream("video_input"));
        known.setNetworkNotifications(List.of("b", "d"));
        QosSample more = sample(stream("as_input"), stream("audio_output"), stream("z"));
        more.setNetworkNotifications(List.of("a", "b", "c"));

        // When
        QosSample merged = SampleMerge.merge(known, more);

        // Then
        assertThat(merged.getStreams())
                .extracting(StreamQos::getType)
                .containsExactly("as_input", "audio_output", "video_input", "z");
        assertThat(merged.getNetworkNotifications()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void revisionReceiptAndLatenessAreTheCallers() {
        // Given
        QosSample known = sample(stream("audio_input"));
        known.setRevision(4);
        known.setLate(true);
        QosSample more = sample(stream("video_input"));
        more.setRevision(9);
        more.setReceiptTime(TIME.plusSeconds(999));

        // When
        QosSample merged = SampleMerge.merge(known, more);

        // Then
        assertThat(merged.getRevision()).isEqualTo(4);
        assertThat(merged.getReceiptTime()).isEqualTo(known.getReceiptTime());
        assertThat(merged.getLate()).isTrue();
    }

    @Test
    void aLaterReceiptOfTheSameFactsIsNoNews() {
        // Given
        QosSample known = sample(stream("audio_input"));
        QosSample again = sample(stream("audio_input"));
        again.setReceiptTime(TIME.plusSeconds(5_100));

        // When
        QosSample merged = SampleMerge.merge(known, again);

        // Then
        assertThat(merged).isSameAs(known);
    }

    @Test
    void extrasAreBoundedToTheFirstKeysWhateverCameFirst() {
        // Given
        QosSample known = sample();
        known.setExtras(extras(100, 100 + SampleMerge.MAX_EXTRAS));
        QosSample more = sample();
        more.setExtras(extras(90, 110));

        // When
        QosSample merged = SampleMerge.merge(known, more);
        QosSample mergedTheOtherWay = SampleMerge.merge(more, known);

        // Then
        assertThat(merged.getExtras()).isEqualTo(extras(90, 90 + SampleMerge.MAX_EXTRAS));
        assertThat(mergedTheOtherWay.getExtras()).isEqualTo(merged.getExtras());
    }

    @Test
    void aUserWhoLeftHasLeft() {
        // Given
        LegFact environment = new LegFact(TIME, "Leeds (GB )", "Wifi", null, null, null, null, null, false);
        LegFact left = new LegFact(TIME, null, "Wired", null, null, null, null, null, true);

        // When
        LegFact merged = LegFactMerge.merge(environment, left);

        // Then
        assertThat(merged).isEqualTo(new LegFact(TIME, "Leeds (GB )", "Wired", null, null, null, null, null, true));
    }

    @Test
    void anIdentityGathersAddresses() {
        // Given
        UserIdentity known = new UserIdentity("a", "s", "7", null, "Zoë", null, null, List.of("10.0.0.1"));
        UserIdentity more = new UserIdentity("a", "s", "7", "k", null, "z@example.com", null, List.of("10.0.0.0"));

        // When
        UserIdentity merged = IdentityMerge.merge(known, more);

        // Then
        assertThat(merged)
                .isEqualTo(new UserIdentity(
                        "a", "s", "7", "k", "Zoë", "z@example.com", null, List.of("10.0.0.0", "10.0.0.1")));
    }

    private static Map<String, String> extras(int from, int to) {
        Map<String, String> extras = new TreeMap<>();
        for (int i = from; i < to; i++) {
            extras.put("field%03d".formatted(i), "x");
        }
        return extras;
    }

    private static StreamQos stream(String type) {
        StreamQos stream = new StreamQos();
        stream.setType(type);
        stream.setMedia(Media.OTHER);
        return stream;
    }

    private static QosSample sample(StreamQos... streams) {
        return new QosSample(
                "account",
                "session",
                SessionKind.MEETING,
                null,
                "7",
                null,
                TIME,
                1,
                TIME.plusSeconds(61),
                "meeting.participant_qos",
                List.of(streams),
                null,
                null,
                List.of(),
                Map.of(),
                false);
    }
}
