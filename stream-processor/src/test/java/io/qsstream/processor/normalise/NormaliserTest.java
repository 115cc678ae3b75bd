package io.qsstream.processor.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.normalise.Fixtures.Fixture;
import io.qsstream.processor.normalise.Normalised.LegReport;
import io.qsstream.processor.normalise.Normalised.Reason;
import io.qsstream.processor.normalise.Normalised.Rejection;
import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.LegFact;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.Quality;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.WifiSignal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormaliserTest {

    /** Receipt time of {@link Fixtures#body}. */
    private static final Instant RECEIVED = Instant.parse("2026-11-20T14:21:05Z");

    private static final String DATED = "\"date_time\":\"2026-11-20T14:21:00Z\"";

    @Nested
    class Measurements {

        @Test
        void splitRecordsOfOneTypeAndTimeCompleteEachOther() {
            // Given
            Fixture event = qos("""
                    {%s,"type":"as_output","details":{"bitrate":"244 kbps","latency":"97 ms","avg_loss":"1.4%%"}},
                    {%s,"type":"as_output","details":{"frame_rate":"11 fps","resolution":"1920*1040"}}
                    """.formatted(DATED, DATED));

            // When
            QosSample sample = only(event);

            // Then
            StreamQos whole = stream("as_output", Media.SCREEN_SHARE);
            whole.setBitrateKbps(244.0);
            whole.setLatencyMs(97.0);
            whole.setAvgLossPct(1.4);
            whole.setFrameRateFps(11.0);
            whole.setWidthPx(1920.0);
            whole.setHeightPx(1040.0);
            assertThat(sample.getStreams()).containsExactly(whole);
        }

        @Test
        void oneEventWithTwoMinutesGivesTwoSamples() {
            // Given
            Fixture event = qos("""
                    {"date_time":"2026-11-20T14:20:00Z","type":"audio_input","details":{"jitter":"5 ms"}},
                    {"date_time":"2026-11-20T14:21:00Z","type":"audio_input","details":{"jitter":"6 ms"}},
                    {"date_time":"2026-11-20T14:20:00Z","type":"cpu_usage","details":{"system_max_cpu_usage":"38%"}}
                    """);

            // When
            List<QosSample> samples = event.normalise().samples();

            // Then
            assertThat(samples)
                    .extracting(QosSample::getSampleTime)
                    .containsExactly(Instant.parse("2026-11-20T14:20:00Z"), Instant.parse("2026-11-20T14:21:00Z"));
            assertThat(samples)
                    .extracting(sample -> sample.getStreams().getFirst().getJitterMs())
                    .containsExactly(5.0, 6.0);
            assertThat(samples.get(0).getCpu().getSystemMaxPct()).isEqualTo(38.0);
            assertThat(samples.get(1).getCpu()).isNull();
        }

        @Test
        void anItemWithoutATimeHappenedWhenItsEventDid() {
            // Given
            Fixture event = qos("""
                    {"type":"audio_input","details":{"jitter":"5 ms"}},
                    {"date_time":"","type":"audio_output","details":{}},
                    {"date_time":null,"type":"video_output"}
                    """);

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getSampleTime()).isEqualTo(Instant.ofEpochMilli(1795184464318L));
            assertThat(sample.getStreams()).hasSize(3);
        }

        @Test
        void emptyTextsAreAbsentAndNeverZero() {
            // Given
            Fixture event = Fixtures.named("variants/qos.empty_strings.json");

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getStreams())
                    .containsExactly(
                            stream("audio_input", Media.AUDIO),
                            stream("audio_quality", Media.AUDIO),
                            stream("video_input", Media.VIDEO));
            assertThat(sample.getCpu()).isNull();
            assertThat(sample.getExtras()).isEmpty();
        }

        @Test
        void anUnreadableValueIsNullAndKeptVerbatim() {
            // Given
            Fixture event = qos("""
                    {%s,"type":"audio_input","details":{"bitrate":"fast","latency":"-5 ms","jitter":true,"avg_loss":[1, {"a" : "b\\"c"}],
                     "max_loss":{},"quality":"Excellent","quality_score":1e400,"resolution":"HD"}}
                    """.formatted(DATED));

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getStreams()).containsExactly(stream("audio_input", Media.AUDIO));
            assertThat(sample.getExtras())
                    .isEqualTo(Map.of(
                            "audio_input.bitrate", "fast",
                            "audio_input.latency", "-5 ms",
                            "audio_input.jitter", "true",
                            "audio_input.avg_loss", "[1,{\"a\":\"b\\\"c\"}]",
                            "audio_input.max_loss", "{}",
                            "audio_input.quality", "Excellent",
                            "audio_input.quality_score", "1e400",
                            "audio_input.resolution", "HD"));
        }

        @Test
        void anUnknownTypeIsAStreamAndUnknownFieldsOfItemsAreKept() {
            // Given
            Fixture event = qos("""
                    {%s,"type":"hologram_input","codec":"H9","details":{"bitrate":"10 kbps","depth":"3 m","tilt":null}}
                    """.formatted(DATED));

            // When
            QosSample sample = only(event);

            // Then
            StreamQos hologram = stream("hologram_input", Media.OTHER);
            hologram.setBitrateKbps(10.0);
            assertThat(sample.getStreams()).containsExactly(hologram);
            assertThat(sample.getExtras())
                    .isEqualTo(Map.of("hologram_input.codec", "H9", "hologram_input.depth", "3 m"));
        }

        @Test
        void anItemWithoutATypeIsUnspecified() {
            // Given
            Fixture event = qos("{%s,\"details\":{\"bitrate\":\"10 kbps\"}}".formatted(DATED));

            // When
            QosSample sample = only(event);

            // Then
            StreamQos stream = stream("unspecified", Media.OTHER);
            stream.setBitrateKbps(10.0);
            assertThat(sample.getStreams()).containsExactly(stream);
        }

        @Test
        void cpuWifiAndNotificationsAreReadFromAnyItem() {
            // Given
            Fixture event = qos("""
                    {%s,"type":"audio_input","details":{"min_rssi":-61,"rssi_unit":"DBM","zoom_avg_cpu_usage":"9%%",
                     "network_notification":"network bandwidth low"}},
                    {%s,"type":"wifi_rssi","details":{"avg_rssi":"-55","max_rssi":"-49 dBm"}},
                    {%s,"type":"cpu_usage","details":{"system_max_cpu_pressure_level":"CRITICAL",
                     "system_min_cpu_pressure_level":"nominal"}},
                    {%s,"type":"notification","details":{"network_notification":"a new one"}}
                    """.formatted(DATED, DATED, DATED, DATED));

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getWifi()).isEqualTo(new WifiSignal(-61.0, -55.0, -49.0));
            assertThat(sample.getCpu())
                    .isEqualTo(new CpuUsage(null, 9.0, null, null, CpuPressure.NORMAL, null, CpuPressure.CRITICAL));
            assertThat(sample.getNetworkNotifications()).containsExactly("a new one", "network bandwidth low");
            assertThat(sample.getStreams()).containsExactly(stream("audio_input", Media.AUDIO));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"rssi_unit\":\"mW\",\"min_rssi\":\"-61\",\"avg_rssi\":-55",
                    "\"min_rssi\":\"-61\",\"avg_rssi\":-55,\"rssi_unit\":\"mW\"",
                    "\"min_rssi\":\"-61\",\"rssi_unit\":\"mW\",\"avg_rssi\":-55",
                })
        void aSignalInAForeignUnitIsKeptButNotRead(String details) {
            // Given
            Fixture event = qos("{%s,\"type\":\"wifi_rssi\",\"details\":{%s}}".formatted(DATED, details));

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getWifi()).isNull();
            assertThat(sample.getExtras())
                    .isEqualTo(Map.of(
                            "wifi_rssi.rssi_unit", "mW", "wifi_rssi.min_rssi", "-61", "wifi_rssi.avg_rssi", "-55"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"type\":\"cpu_usage\",\"details\":{\"bitrate\":\"5 kbps\",\"jitter\":\"\",\"zoom_avg_cpu_usage\":\"9%\"}",
                    "\"details\":{\"zoom_avg_cpu_usage\":\"9%\",\"jitter\":\"\",\"bitrate\":\"5 kbps\"},\"type\":\"cpu_usage\"",
                })
        void aStreamFieldAstrayOnTheCpuItemIsKeptButMakesNoStream(String members) {
            // Given
            Fixture event = qos("{%s,%s}".formatted(DATED, members));

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getStreams()).isEmpty();
            assertThat(sample.getCpu().getZoomAvgPct()).isEqualTo(9.0);
            assertThat(sample.getExtras()).isEqualTo(Map.of("cpu_usage.bitrate", "5 kbps"));
        }

        @Test
        void qualityMayBeWrappedInAnObject() {
            // Given
            Fixture event = qos("""
                    {%s,"type":"as_quality","details":{"quality":{"quality":"good","basis":"mos"},"quality_score":"4.41"}}
                    """.formatted(DATED));

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getStreams().getFirst().getQuality()).isEqualTo(Quality.GOOD);
            assertThat(sample.getExtras()).isEqualTo(Map.of("as_quality.quality.basis", "mos"));
        }

        @Test
        void extrasAreBoundedInNumberAndLength() {
            // Given
            String fields = IntStream.range(0, 200)
                    .mapToObj(i -> "\"f%03d\":\"%s\"".formatted(199 - i, "x".repeat(2_000)))
                    .collect(Collectors.joining(","));
            Fixture event = qos("{%s,\"type\":\"t\",\"details\":{%s}}".formatted(DATED, fields));

            // When
            Map<String, String> extras = only(event).getExtras();

            // Then
            assertThat(extras).hasSize(64).containsKeys("t.f000", "t.f063");
            assertThat(extras.values()).allSatisfy(text -> assertThat(text).hasSize(1_024));
        }

        @Test
        void aLoneSurrogateIsKeptAsItWillComeBackFromTheStore() {
            // Given
            Fixture event =
                    qos("{%s,\"type\":\"t\\ud800\",\"details\":{\"f\":\"\\udc00x \\ud83e\\udda9\"}}".formatted(DATED));

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getStreams().getFirst().getType()).isEqualTo("t?");
            assertThat(sample.getExtras()).isEqualTo(Map.of("t?.f", "?x 🦩"));
        }

        @Test
        void anEventOfUnknownNameWithDatedItemsIsReadTheSameWay() {
            // Given
            Fixture event = Fixtures.body(
                    qosBody("{%s,\"type\":\"audio_input\",\"details\":{\"jitter\":\"5 ms\"}}".formatted(DATED))
                            .replace("meeting.participant_qos", "webinar.panelist_quality"));

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getSessionKind()).isEqualTo(SessionKind.WEBINAR);
            assertThat(sample.getEventType()).isEqualTo("webinar.panelist_quality");
            assertThat(sample.getStreams().getFirst().getJitterMs()).isEqualTo(5.0);
        }

        @Test
        void theSimplifiedShapeKeepsWhatNobodyKnew() {
            // Given
            Fixture event = Fixtures.body("""
                    {"event":"qss.meeting_participant_qos","payload":{"account_id":"a","object":{"meeting_id":84712639205,
                    "participant_id":7,"timestamp":"2026-11-20T14:21:00Z","metrics":{"audio":{"bitrate":"71 kbps","rtt":3},
                    "hologram":{"latency":4},"cpu_usage":"17%","battery":80}}}}""");

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getSessionId()).isEqualTo("84712639205");
            assertThat(sample.getUserId()).isEqualTo("7");
            assertThat(sample.getStreams()).extracting(StreamQos::getType).containsExactly("audio", "hologram");
            assertThat(sample.getCpu().getZoomAvgPct()).isEqualTo(17.0);
            assertThat(sample.getExtras()).isEqualTo(Map.of("audio.rtt", "3", "unspecified.battery", "80"));
        }

        @Test
        void aSingleItemNeedsNoArrayAndALegMayStandInOne() {
            // Given
            Fixture event = Fixtures.body("""
                    {"event":"phone.call_qos","event_ts":1795184464318,"payload":{"account_id":"a","object":{"call_id":"c",
                    "call_qos":[{"type":"caller","id":"x","qos":{%s,"type":"sending","details":{"mos":"4.4"}}},
                    {"type":"callee","user_id":"y","qos":[{%s,"type":"sending","details":{"mos":"3.3 "}}]}]}}}""".formatted(DATED, DATED));

            // When
            List<QosSample> samples = event.normalise().samples();

            // Then
            assertThat(samples).extracting(QosSample::getUserId).containsExactly("x", "y");
            assertThat(samples)
                    .extracting(sample -> sample.getStreams().getFirst().getMos())
                    .containsExactly(4.4, 3.3);
        }

        @Test
        void twoLegsOfOneUserAreOneSample() {
            // Given
            Fixture event = Fixtures.body("""
                    {"event":"phone.call_qos","event_ts":1795184464318,"payload":{"account_id":"a","object":{"call_id":"c",
                    "call_qos":[{"id":"x","user_email":"x@example.org","qos":{%s,"type":"sending"}},
                    {"id":"x","user_email":"x@example.org","qos":{%s,"type":"receiving"}}]}}}""".formatted(DATED, DATED));

            // When
            Normalised normalised = event.normalise();

            // Then
            assertThat(normalised.samples()).hasSize(1);
            assertThat(normalised.samples().getFirst().getStreams())
                    .extracting(StreamQos::getType)
                    .containsExactly("receiving", "sending");
            assertThat(normalised.identities()).hasSize(1);
        }
    }

    @Nested
    class Legs {

        @Test
        void laterSettingsWinOverEarlierOnesOfTheSameEvent() {
            // Given
            Fixture event = data("meeting.participant_data", """
                    {"network_type":"Wifi","device":"Windows","location":" Leeds (GB ) ","signaling_ip_address":"2001:db8:7:9::1"},
                    {"network_type":"Wired","device":"","signaling_ip_address":"not an address"}
                    """);

            // When
            List<LegReport> legs = event.normalise().legs();

            // Then
            assertThat(legs)
                    .containsExactly(new LegReport(
                            "7",
                            new LegFact(
                                    Instant.ofEpochMilli(1795184464318L),
                                    "Leeds (GB )",
                                    "Wired",
                                    "Windows",
                                    null,
                                    null,
                                    null,
                                    "2001:db8:7::/48",
                                    false)));
        }

        @Test
        void anEmptyListOfSettingsIsNoFactAndNoMistake() {
            // Given
            Fixture event = data("webinar.participant_data", "");

            // When
            Normalised normalised = event.normalise();

            // Then
            assertThat(normalised.legs()).isEmpty();
            assertThat(normalised.identities()).isEmpty();
            assertThat(normalised.rejections()).isEmpty();
        }

        @Test
        void ownAddressesGoToTheDirectoryAndTheDestinationDoesNot() {
            // Given
            Fixture event = data("meeting.participant_data", """
                    {"signaling_ip_address":"198.51.100.24","video_internal_ip_address":"10.0.0.2","as_internal_ip_address":"",
                    "vpn_ip_address":"10.9.9.9","destination_ip_address":"203.0.113.1","audio_internal_ip_address":"10.0.0.2"}
                    """);

            // When
            Normalised normalised = event.normalise();

            // Then
            assertThat(normalised.identities().getFirst().getIpAddresses())
                    .containsExactly("10.0.0.2", "10.9.9.9", "198.51.100.24");
        }

        @Test
        void aSummaryClosesTheLegAndItsItemsAreNoSamples() {
            // Given
            Fixture event = Fixtures.named("events/phone.call_qos_summary.json");

            // When
            Normalised normalised = event.normalise();

            // Then
            assertThat(normalised.samples()).isEmpty();
            assertThat(normalised.legs())
                    .allSatisfy(leg -> assertThat(leg.fact().getLeft()).isTrue());
            assertThat(normalised.legs())
                    .extracting(LegReport::userId)
                    .containsExactly("Ga1PdXv4S8mJtCwUz0KeFw", "Zt5LwQe9Rk2oYxBn7HsVuA");
        }
    }

    @Nested
    class Persons {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "variants/summary.unicode_name_key_order_no_id.json",
                    "events/session.user_qos.json",
                    "events/meeting.participant_data.json",
                    "events/meeting.participant_qos.json",
                })
        void areNamedInIdentitiesAlone(String name) {
            // Given
            Fixture event = Fixtures.named(name);

            // When
            Normalised normalised = event.normalise();

            // Then
            String others = normalised.samples() + " " + normalised.legs() + " " + normalised.rejections();
            assertThat(normalised.identities()).isNotEmpty();
            assertThat(others)
                    .doesNotContain("🦩", "Zoë", "Kamala", "triage-room", "okafor", "@", "10.20.", "198.51.100.24")
                    .doesNotContain("00-00-5E", "LDS-LT", "corp.example.net");
        }

        @Test
        void unknownFieldsOutsideMeasurementsStayInTheRawTopic() {
            // Given
            Fixture event = Fixtures.named("variants/qos.unknown_type_and_extra_fields.json");

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getExtras())
                    .containsOnlyKeys("audio_input.burst_loss", "participant_uuid")
                    .containsEntry("audio_input.burst_loss", "0.1%");
        }

        @Test
        void rejectionsQuoteNothing() {
            // Given
            String secret = "zoë@example.com";
            List<String> bodies = List.of(
                    secret,
                    "{\"event\":\"" + secret + "\",\"payload\":{\"object\":{\"uuid\":\"" + secret + "\"}}}",
                    qosBody("{\"date_time\":\"" + secret + "\",\"type\":\"" + secret + "\"}"),
                    qosBody("").replace("1795184464318", "\"" + secret + "\""),
                    "{\"event\":\"meeting.participant_qos\",\"payload\":{\"object\":{\"uuid\":\"" + secret + "\"}}}x");

            for (String body : bodies) {
                // When
                Normalised normalised = Fixtures.body(body).normalise();
                Normalised misplaced = Normaliser.normalise(secret, body.getBytes(StandardCharsets.UTF_8), RECEIVED);

                // Then
                assertThat(normalised.rejections()).isNotEmpty();
                assertThat(normalised.rejections().toString()).doesNotContain("zo", "@");
                assertThat(misplaced.rejections().toString()).doesNotContain("zo", "@");
            }
        }
    }

    @Nested
    class Times {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "1970-01-01T00:00:00Z",
                    "2099-01-01T00:00:00Z",
                    "2026-11-19T14:21:04.999Z",
                    "2026-11-20T14:26:05.001Z"
                })
        void aSampleOutOfRangeIsRefusedAndTheOthersAreUsed(String time) {
            // Given
            Fixture event = qos("""
                    {"date_time":"%s","type":"audio_input","details":{"jitter":"5 ms"}},
                    {%s,"type":"audio_output","details":{"jitter":"6 ms"}},
                    {"date_time":"%s","type":"video_output","details":{"jitter":"6 ms"}}
                    """.formatted(time, DATED, time));

            // When
            Normalised normalised = event.normalise();

            // Then
            assertThat(normalised.samples()).hasSize(1);
            assertThat(normalised.samples().getFirst().getStreams())
                    .extracting(StreamQos::getType)
                    .containsExactly("audio_output");
            assertThat(normalised.rejections())
                    .containsExactly(new Rejection(Reason.TIME_OUT_OF_RANGE, "qos[0].date_time and 1 more"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"2026-11-19T14:21:05Z", "2026-11-20T14:26:05Z"})
        void theBoundsThemselvesAreInRange(String time) {
            // Given
            Fixture event = qos("{\"date_time\":\"%s\",\"type\":\"audio_input\"}".formatted(time));

            // When
            Normalised normalised = event.normalise();

            // Then
            assertThat(normalised.rejections()).isEmpty();
            assertThat(normalised.samples())
                    .extracting(QosSample::getSampleTime)
                    .containsExactly(Instant.parse(time));
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"yesterday\"", "1795184464", "{}", "true", "\"2026-11-20T14:21:00\""})
        void anUnreadableTimeIsRefusedAndTheOthersAreUsed(String time) {
            // Given
            Fixture event = qos("""
                    {%s,"type":"audio_input"},{"date_time":%s,"type":"audio_output"}
                    """.formatted(DATED, time));

            // When
            Normalised normalised = event.normalise();

            // Then
            assertThat(normalised.samples()).hasSize(1);
            assertThat(normalised.rejections())
                    .containsExactly(new Rejection(Reason.UNREADABLE_TIME, "qos[1].date_time"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"1", "4070908800000", "0"})
        void anEventOutOfRangeMovesNoLegAndNoUndatedItem(String eventTs) {
            // Given
            Fixture data = Fixtures.body(
                    dataBody("meeting.participant_data", "{\"device\":\"Mac\"}").replace("1795184464318", eventTs));
            Fixture summary = Fixtures.body(
                    dataBody("meeting.participant_data_summary", "").replace("1795184464318", eventTs));
            Fixture undated =
                    Fixtures.body(qosBody("{\"type\":\"audio_input\"}").replace("1795184464318", eventTs));

            for (Fixture event : List.of(data, summary, undated)) {
                // When
                Normalised normalised = event.normalise();

                // Then
                assertThat(normalised.legs()).isEmpty();
                assertThat(normalised.samples()).isEmpty();
                assertThat(normalised.rejections())
                        .containsExactly(new Rejection(Reason.TIME_OUT_OF_RANGE, "event_ts"));
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"\"1795184464318\"", "1.795184464318E12", "\"2026-11-20T14:21:04.318Z\"", " 1795184464318.0 "
                })
        void anEventTimeIsReadInItsOtherSpellings(String eventTs) {
            // Given
            Fixture event = Fixtures.body(qosBody("{\"type\":\"audio_input\"}").replace("1795184464318", eventTs));

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getSampleTime()).isEqualTo(Instant.ofEpochMilli(1795184464318L));
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "\"\"", "\"soon\"", "{}", "true", "1.5", "1e400", "99999999999999999999999"})
        void anOfficialEventWithoutAReadableTimeIsRefusedWhole(String eventTs) {
            // Given
            Fixture event = Fixtures.body(
                    qosBody("{%s,\"type\":\"audio_input\"}".formatted(DATED)).replace("1795184464318", eventTs));

            // When
            Normalised normalised = event.normalise();

            // Then
            assertThat(normalised.samples()).isEmpty();
            assertThat(normalised.identities()).isEmpty();
            assertThat(reasons(normalised)).containsExactly(Reason.MISSING_EVENT_TS);
        }

        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '`',
                value = {
                    "`\"timestamp\":\"2026-11-20T14:20:00Z\"`, 2026-11-20T14:20:00Z",
                    "`\"x\":0`, 2026-11-20T14:21:04.318Z",
                })
        void theSimplifiedShapeIsDatedByItsTimestampThenItsEvent(String member, Instant expected) {
            // Given
            Fixture event = Fixtures.body("""
                    {"event":"qss.meeting_participant_qos","event_ts":1795184464318,"payload":{"object":{"meeting_id":"m",
                    "user_id":"7","metrics":{"audio":{}},%s}}}""".formatted(member));

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getSampleTime()).isEqualTo(expected);
        }

        @Test
        void theSimplifiedShapeWithoutAnyTimeIsDatedByItsReceipt() {
            // Given
            Fixture event = Fixtures.named("legacy/qss.flat_payload.json");

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getSampleTime()).isEqualTo(event.receiptTime());
        }
    }

    @Nested
    class Envelope {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "invalid.payload_object_missing | NOT_AN_EVENT",
                    "invalid.no_event_ts | MISSING_EVENT_TS",
                    "invalid.truncated | NOT_JSON",
                })
        void invalidFixturesEndWithTheirReason(String name, Reason reason) {
            // When
            Normalised normalised = Fixtures.named("variants/" + name + ".json").normalise();

            // Then
            assertThat(reasons(normalised)).containsExactly(reason);
            assertThat(normalised.samples()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "``                                                              | NOT_JSON",
                    "` `                                                             | NOT_JSON",
                    "nonsense                                                        | NOT_JSON",
                    "{\"event\":\"a\",}                                              | NOT_JSON",
                    "{} {}                                                           | NOT_JSON",
                    "{} x                                                            | NOT_JSON",
                    "[{}                                                             | NOT_JSON",
                    "[]                                                              | NOT_AN_EVENT",
                    "\"text\"                                                        | NOT_AN_EVENT",
                    "null                                                            | NOT_AN_EVENT",
                    "42                                                              | NOT_AN_EVENT",
                    "{}                                                              | NOT_AN_EVENT",
                    "{\"event\":7,\"payload\":{\"object\":{\"uuid\":\"u\"}}}         | NOT_AN_EVENT",
                    "{\"event\":\"\",\"payload\":{\"object\":{}}}                    | NOT_AN_EVENT",
                    "{\"event\":\"meeting.started\"}                                 | NOT_AN_EVENT",
                    "{\"event\":\"meeting.started\",\"payload\":[]}                  | NOT_AN_EVENT",
                    "{\"event\":\"meeting.started\",\"payload\":{\"object\":\"\"}}   | NOT_AN_EVENT",
                    "{\"event\":\"meeting.started\",\"payload\":{\"object\":{\"object\":{}}}} | UNSUPPORTED_EVENT",
                    "{\"event\":\"meeting.started\",\"payload\":{\"object\":{\"uuid\":\"u\"}}} | UNSUPPORTED_EVENT",
                    "{\"event\":\"qss.unknown\",\"payload\":{\"object\":{\"uuid\":\"u\"}}} | UNSUPPORTED_EVENT",
                    "{\"event\":\"room.qos_summary\",\"payload\":{\"object\":{\"uuid\":\"u\",\"participant\":{\"qos\":[{\"date_time\":\"x\"}]}}}} | UNSUPPORTED_EVENT",
                    "{\"event\":\"meeting.participant_qos\",\"event_ts\":1795184464318,\"payload\":{\"object\":{}}} | MISSING_SESSION",
                    "{\"event\":\"meeting.participant_qos\",\"event_ts\":1795184464318,\"payload\":{\"object\":{\"uuid\":\"\"}}} | MISSING_SESSION",
                    "{\"event\":\"meeting.participant_qos\",\"event_ts\":1795184464318,\"payload\":{\"object\":{\"uuid\":\"u\"}}} | MISSING_USER",
                    "{\"event\":\"session.user_qos\",\"event_ts\":1795184464318,\"payload\":{\"object\":{\"session_id\":\"u\",\"user\":{\"id\":\"\",\"qos\":[]}}}} | MISSING_USER",
                    "{\"event\":\"meeting.participant_data\",\"event_ts\":1795184464318,\"payload\":{\"object\":{\"uuid\":\"u\",\"participant\":{\"participant_user_id\":\"k\"}}}} | MISSING_USER",
                    "{\"event\":\"qss.meeting_participant_qos\",\"payload\":{\"object\":{\"meeting_id\":\"u\",\"metrics\":{}}}} | MISSING_USER",
                })
        void whatCannotBeUsedSaysWhy(String body, Reason reason) {
            // When
            Normalised normalised = Fixtures.body(body).normalise();

            // Then
            assertThat(reasons(normalised)).containsExactly(reason);
        }

        @Test
        void aByteOrderMarkIsNoObstacle() {
            // Given
            Fixture event = Fixtures.named("events/meeting.participant_qos.json");
            byte[] body = new byte[event.body().length + 3];
            body[0] = (byte) 0xEF;
            body[1] = (byte) 0xBB;
            body[2] = (byte) 0xBF;
            System.arraycopy(event.body(), 0, body, 3, event.body().length);

            // When
            Normalised normalised = event.normalise(body);

            // Then
            assertThat(normalised).isEqualTo(event.normalise());
        }

        @Test
        void onlyUtf8IsJson() {
            // Given
            Fixture event = Fixtures.named("events/meeting.participant_qos.json");
            String text = new String(event.body(), StandardCharsets.UTF_8);

            // When
            Normalised utf16 = event.normalise(text.getBytes(StandardCharsets.UTF_16));
            Normalised utf16le = event.normalise(text.getBytes(StandardCharsets.UTF_16LE));
            Normalised latin1 = event.normalise(text.replace("r.okafor", "ö").getBytes(StandardCharsets.ISO_8859_1));

            // Then
            assertThat(List.of(reasons(utf16), reasons(utf16le), reasons(latin1)))
                    .containsOnly(List.of(Reason.NOT_JSON));
        }

        @ParameterizedTest
        @CsvSource({"997, true", "998, false", "100000, false"})
        void nestingIsBounded(int depth, boolean readable) {
            // Given: the value of x stands three levels deep
            Fixture event = Fixtures.body(qosBody("{%s,\"type\":\"audio_input\"}".formatted(DATED))
                    .replace("\"uuid\"", "\"x\":" + "[".repeat(depth) + "]".repeat(depth) + ",\"uuid\""));

            // When
            Normalised normalised = Normaliser.normalise("a|u", event.body(), RECEIVED);

            // Then
            assertThat(normalised.samples()).hasSize(readable ? 1 : 0);
            assertThat(reasons(normalised)).isEqualTo(readable ? List.of() : List.of(Reason.NOT_JSON));
        }

        @ParameterizedTest
        @ValueSource(strings = {"a|v", "b|u", "a|u ", "u", "a", ""})
        void aKeyThatIsNotTheSessionOfTheBodyRefusesTheEvent(String key) {
            // Given
            byte[] body =
                    qosBody("{%s,\"type\":\"audio_input\"}".formatted(DATED)).getBytes(StandardCharsets.UTF_8);

            // When
            Normalised normalised = Normaliser.normalise(key, body, RECEIVED);

            // Then
            assertThat(reasons(normalised)).containsExactly(Reason.KEY_MISMATCH);
            assertThat(normalised.session()).isNull();
            assertThat(normalised.samples()).isEmpty();
            assertThat(normalised.identities()).isEmpty();
        }

        @Test
        void aKeyWithALoneSurrogateIsTheOneThatKafkaStored() {
            // Given
            byte[] body = qosBody("{%s,\"type\":\"audio_input\"}".formatted(DATED))
                    .replace("\"u\"", "\"u\\ud800\"")
                    .getBytes(StandardCharsets.UTF_8);

            // When
            Normalised asStored = Normaliser.normalise("a|u?", body, RECEIVED);
            Normalised asProduced = Normaliser.normalise("a|u\ud800", body, RECEIVED);

            // Then
            assertThat(asStored.samples()).hasSize(1);
            assertThat(asStored.session()).hasToString("a|u?");
            assertThat(asProduced).isEqualTo(asStored);
        }

        @Test
        void theFirstOfTwoEqualKeysCounts() {
            // Given
            Fixture event = Fixtures.body("""
                    {"event":"meeting.participant_qos","event":"session.alert","event_ts":1795184464318,"event_ts":1,
                    "payload":{"account_id":"a","account_id":"b","object":{"uuid":"u","uuid":"v","participant":{"user_id":"7",
                    "user_id":"8","qos":[{%s,"date_time":"2026-11-20T14:00:00Z","type":"audio_input","type":"video_input",
                    "details":{"jitter":"5 ms","jitter":"9 ms"},"details":{"latency":"1 ms"}}],"qos":[]},"participant":{}},
                    "object":{}},"payload":{}}""".formatted(DATED));

            // When
            Normalised normalised = Normaliser.normalise("a|u", event.body(), RECEIVED);

            // Then
            StreamQos stream = stream("audio_input", Media.AUDIO);
            stream.setJitterMs(5.0);
            assertThat(normalised.samples()).hasSize(1);
            assertThat(normalised.samples().getFirst().getUserId()).isEqualTo("7");
            assertThat(normalised.samples().getFirst().getStreams()).containsExactly(stream);
        }

        @Test
        void idsMayBeNumbers() {
            // Given
            Fixture event = Fixtures.body(qosBody("{%s,\"type\":\"audio_input\"}".formatted(DATED))
                    .replace("\"7\"", "16790528")
                    .replace("\"uuid\":\"u\"", "\"uuid\":\"u\",\"id\":84712639205"));

            // When
            QosSample sample = only(event);

            // Then
            assertThat(sample.getUserId()).isEqualTo("16790528");
            assertThat(sample.getSessionNumber()).isEqualTo("84712639205");
        }
    }

    private static QosSample only(Fixture event) {
        Normalised normalised = event.normalise();
        assertThat(normalised.rejections()).isEmpty();
        assertThat(normalised.samples()).hasSize(1);
        return normalised.samples().getFirst();
    }

    private static List<Reason> reasons(Normalised normalised) {
        return normalised.rejections().stream().map(Rejection::reason).toList();
    }

    private static StreamQos stream(String type, Media media) {
        StreamQos stream = new StreamQos();
        stream.setType(type);
        stream.setMedia(media);
        return stream;
    }

    private static Fixture qos(String items) {
        return Fixtures.body(qosBody(items));
    }

    private static String qosBody(String items) {
        return """
                {"event":"meeting.participant_qos","event_ts":1795184464318,"payload":{"account_id":"a","object":{"uuid":"u",
                "participant":{"user_id":"7","qos":[%s]}}}}""".formatted(items);
    }

    private static Fixture data(String event, String items) {
        return Fixtures.body(dataBody(event, items));
    }

    private static String dataBody(String event, String items) {
        return """
                {"event":"%s","event_ts":1795184464318,"payload":{"account_id":"a","object":{"uuid":"u",
                "participant":{"participant_id":"7","data":[%s]}}}}""".formatted(event, items);
    }
}
