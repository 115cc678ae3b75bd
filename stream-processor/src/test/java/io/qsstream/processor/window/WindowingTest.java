package io.qsstream.processor.window;

import static io.qsstream.processor.testing.Bodies.qos;
import static io.qsstream.processor.testing.Pipeline.header;
import static io.qsstream.processor.testing.Pipeline.last;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.qsstream.processor.score.MosEstimate;
import io.qsstream.processor.state.Section;
import io.qsstream.processor.testing.Bodies;
import io.qsstream.processor.testing.Bodies.Item;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.v1.Classification;
import io.qsstream.v1.ClassificationCounts;
import io.qsstream.v1.Media;
import io.qsstream.v1.MediaClassification;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.Quality;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.Stats;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WindowingTest {

    private static final Instant START = Instant.parse("2026-11-20T14:21:00Z");
    private static final Instant END = START.plusSeconds(60);
    private static final Instant CLOSES = END.plusSeconds(90);
    private static final Instant FORGOTTEN = END.plus(Duration.ofMinutes(120));
    private static final String KEY = "acc|m1";

    private final Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES);

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void aWindowIsFinalOnceStreamTimePassesItsEndAndGrace() {
        // Given
        pipeline.receive(START.plusSeconds(11), KEY, sample("u1", 10, "71 kbps", "5 ms"));
        pipeline.receive(START.plusSeconds(21), KEY, sample("u1", 20, "75 kbps", "9 ms"));
        pipeline.tick(CLOSES.minusMillis(1));
        assertThat(pipeline.userWindows()).isEmpty();

        // When
        pipeline.tick(CLOSES);

        // Then
        List<TestRecord<String, UserQosWindow>> windows = pipeline.userWindows();
        assertThat(windows).hasSize(1);
        assertThat(windows.get(0).key()).isEqualTo("acc|m1|u1|" + START.toEpochMilli());
        assertThat(windows.get(0).getRecordTime()).isEqualTo(CLOSES);
        UserQosWindow window = windows.get(0).value();
        assertThat(window.getState()).isEqualTo(WindowState.FINAL);
        assertThat(window.getRevision()).isEqualTo(1);
        assertThat(window.getWindowStart()).isEqualTo(START);
        assertThat(window.getWindowEnd()).isEqualTo(END);
        assertThat(window.getSampleCount()).isEqualTo(2);
        assertThat(window.getLateSampleCount()).isZero();
        assertThat(window.getUserKey()).isEqualTo("key-u1");
        assertThat(window.getStreams()).hasSize(1);
        assertThat(window.getStreams().get(0).getBitrateKbps()).isEqualTo(new Stats(2, 71.0, 73.0, 75.0, 75.0, 75.0));
        assertThat(window.getStreams().get(0).getJitterMs()).isEqualTo(new Stats(2, 5.0, 7.0, 9.0, 9.0, 9.0));
        assertThat(window.getStreams().get(0).getLatencyMs()).isNull();
    }

    @Test
    void aRecordClosesWhatIsDueBeforeItIsTakenIn() {
        // Given
        pipeline.receive(START.plusSeconds(11), KEY, sample("u1", 10, "71 kbps", "5 ms"));

        // When a sample of the same window arrives exactly when the window closes
        pipeline.receive(CLOSES, KEY, sample("u1", 20, "75 kbps", "9 ms"));

        // Then it is late: the window was final without it
        assertThat(pipeline.userWindows())
                .extracting(r -> r.value().getSampleCount())
                .containsExactly(1);
        assertThat(last(pipeline.samples()).get(KEY).getLate()).isTrue();
    }

    @Test
    void aLateChangeIsRevisedAtTheNextTickAndOnlyThen() {
        // Given
        pipeline.receive(START.plusSeconds(11), KEY, sample("u1", 10, "71 kbps", "5 ms"));
        pipeline.tick(CLOSES);
        assertThat(pipeline.userWindows()).hasSize(1);
        assertThat(pipeline.sessionWindows()).hasSize(1);
        pipeline.receive(CLOSES.plusSeconds(1), KEY, sample("u1", 20, "75 kbps", "9 ms"));
        pipeline.receive(CLOSES.plusSeconds(2), KEY, sample("u1", 30, "79 kbps", "1 ms"));
        assertThat(pipeline.userWindows()).isEmpty();

        // When
        pipeline.tick(CLOSES.plusSeconds(5));

        // Then
        List<TestRecord<String, UserQosWindow>> revised = pipeline.userWindows();
        assertThat(revised).hasSize(1);
        assertThat(revised.get(0).value().getState()).isEqualTo(WindowState.REVISED);
        assertThat(revised.get(0).value().getRevision()).isEqualTo(2);
        assertThat(revised.get(0).value().getSampleCount()).isEqualTo(3);
        assertThat(revised.get(0).value().getLateSampleCount()).isEqualTo(2);
        List<TestRecord<String, SessionQosWindow>> session = pipeline.sessionWindows();
        assertThat(session).hasSize(1);
        assertThat(session.get(0).value().getRevision()).isEqualTo(2);
        assertThat(session.get(0).value().getSampleCount()).isEqualTo(3);

        // And a further tick has nothing to say
        pipeline.tick(CLOSES.plusSeconds(10));
        assertThat(pipeline.userWindows()).isEmpty();
        assertThat(pipeline.sessionWindows()).isEmpty();
    }

    @Test
    void aWindowWhoseFirstSampleIsLateIsFinalAtOnce() {
        // When
        pipeline.receive(CLOSES.plusSeconds(40), KEY, sample("u1", 10, "71 kbps", "5 ms"));

        // Then
        UserQosWindow window = pipeline.userWindows().get(0).value();
        assertThat(window.getState()).isEqualTo(WindowState.FINAL);
        assertThat(window.getRevision()).isEqualTo(1);
        assertThat(window.getLateSampleCount()).isEqualTo(1);
        assertThat(pipeline.sessionWindows()).hasSize(1);
    }

    @Test
    void oneEventWithTwoLateSamplesOfAWindowMakesOneFinal() {
        // When
        pipeline.receive(
                CLOSES.plusSeconds(40),
                KEY,
                qos(
                        "m1",
                        "u1",
                        CLOSES,
                        Item.audio(START.plusSeconds(10), "71 kbps", "5 ms"),
                        Item.audio(START.plusSeconds(20), "75 kbps", "9 ms")));
        pipeline.tick(CLOSES.plusSeconds(45));

        // Then
        assertThat(pipeline.userWindows())
                .extracting(r -> r.value().getSampleCount())
                .containsExactly(2);
        assertThat(pipeline.sessionWindows()).hasSize(1);
    }

    @Test
    void aSecondUserWhoIsLateIsFinalAtOnceAndTheSessionIsRevisedAtTheNextTick() {
        // Given
        pipeline.receive(START.plusSeconds(11), KEY, sample("u1", 10, "71 kbps", "5 ms"));
        pipeline.tick(CLOSES);
        pipeline.userWindows();
        pipeline.sessionWindows();

        // When
        pipeline.receive(CLOSES.plusSeconds(1), KEY, sample("u2", 10, "10 kbps", "50 ms"));

        // Then
        assertThat(pipeline.userWindows())
                .extracting(r -> r.value().getUserId())
                .containsExactly("u2");
        assertThat(pipeline.sessionWindows()).isEmpty();
        pipeline.tick(CLOSES.plusSeconds(5));
        assertThat(pipeline.userWindows()).isEmpty();
        SessionQosWindow session = pipeline.sessionWindows().get(0).value();
        assertThat(session.getRevision()).isEqualTo(2);
        assertThat(session.getUserCount()).isEqualTo(2);
    }

    @Test
    void aSampleAfterTheRetentionIsADeadLetterAndItsEventIsKept() {
        // Given
        String body = sample("u1", 10, "71 kbps", "5 ms");

        // When
        pipeline.receive(FORGOTTEN, KEY, body);

        // Then
        List<TestRecord<String, byte[]>> dead = pipeline.deadLetters();
        assertThat(dead).hasSize(1);
        assertThat(dead.get(0).key()).isEqualTo(KEY);
        assertThat(dead.get(0).value()).asString().isEqualTo(body);
        assertThat(header(dead.get(0), "qss-reason")).isEqualTo("LATE");
        assertThat(header(dead.get(0), "__streams.errors.topic")).isEqualTo("zoom.qss.raw-events.v1");
        assertThat(header(dead.get(0), "qss-source")).isEqualTo("webhook");
        assertThat(pipeline.samples()).isEmpty();
        assertThat(pipeline.userWindows()).isEmpty();
        assertThat(pipeline.counted("qsstream.processor.dead.letters", "reason", "LATE"))
                .isEqualTo(1);
    }

    @Test
    void aRedeliveryJustBeforeTheRetentionEndsStillCounts() {
        // When
        pipeline.receive(FORGOTTEN.minusMillis(1), KEY, sample("u1", 10, "71 kbps", "5 ms"));

        // Then
        assertThat(pipeline.userWindows()).hasSize(1);
        assertThat(pipeline.deadLetters()).isEmpty();
    }

    @Test
    void anEventOfWhichOnlyAPartIsTooLateIsUsedInTheOtherPart() {
        // When
        pipeline.receive(
                FORGOTTEN,
                KEY,
                qos(
                        "m1",
                        "u1",
                        FORGOTTEN,
                        Item.audio(START.plusSeconds(10), "71 kbps", "5 ms"),
                        Item.audio(FORGOTTEN.minusSeconds(1), "75 kbps", "9 ms")));

        // Then
        assertThat(pipeline.deadLetters()).hasSize(1);
        assertThat(pipeline.samples())
                .extracting(r -> r.value().getSampleTime())
                .containsExactly(FORGOTTEN.minusSeconds(1));
    }

    @Test
    void aDuplicateChangesNothingAndEmitsNothing() {
        // Given
        String body = sample("u1", 10, "71 kbps", "5 ms");
        pipeline.receive(START.plusSeconds(11), KEY, body);
        assertThat(pipeline.samples()).hasSize(1);

        // When it is redelivered before and after the close
        pipeline.receive(START.plusSeconds(12), KEY, body);
        pipeline.tick(CLOSES);
        assertThat(pipeline.userWindows())
                .extracting(r -> r.value().getSampleCount())
                .containsExactly(1);
        pipeline.receive(CLOSES.plusSeconds(300), KEY, body);
        pipeline.tick(CLOSES.plusSeconds(305));

        // Then
        assertThat(pipeline.samples()).isEmpty();
        assertThat(pipeline.userWindows()).isEmpty();
        assertThat(pipeline.sessionWindows()).hasSize(1);
        assertThat(pipeline.counted("qsstream.processor.samples", "effect", "repeated"))
                .isEqualTo(2);
    }

    @Test
    void splitRecordsOfOneTypeAndTimeCompleteEachOther() {
        // Given
        Instant time = START.plusSeconds(10);
        pipeline.receive(
                time.plusSeconds(1),
                KEY,
                qos("m1", "u1", time, new Item(time, "as_output", "\"bitrate\":\"244 kbps\",\"latency\":\"97 ms\"")));

        // When
        pipeline.receive(
                time.plusSeconds(2),
                KEY,
                qos(
                        "m1",
                        "u1",
                        time,
                        new Item(time, "as_output", "\"frame_rate\":\"11 fps\",\"resolution\":\"1920*1040\"")));

        // Then
        QosSample merged = last(pipeline.samples()).get(KEY);
        assertThat(merged.getRevision()).isEqualTo(2);
        assertThat(merged.getStreams()).hasSize(1);
        assertThat(merged.getStreams().get(0).getBitrateKbps()).isEqualTo(244);
        assertThat(merged.getStreams().get(0).getFrameRateFps()).isEqualTo(11);
        assertThat(merged.getStreams().get(0).getWidthPx()).isEqualTo(1920);
        pipeline.tick(CLOSES);
        assertThat(pipeline.userWindows().get(0).value().getSampleCount()).isEqualTo(1);
    }

    @Test
    void oneEventWithTwoMinutesFeedsBothWindows() {
        // When
        pipeline.receive(
                END.plusSeconds(5),
                KEY,
                qos("m1", "u1", END, Item.audio(START, "71 kbps", "5 ms"), Item.audio(END, "75 kbps", "9 ms")));
        pipeline.tick(CLOSES.plusSeconds(60));

        // Then
        assertThat(pipeline.userWindows())
                .extracting(r -> r.value().getWindowStart())
                .containsExactly(START, END);
    }

    @Test
    void aSampleDated1970Or2099IsADeadLetterAndMovesNoClock() {
        // Given
        pipeline.receive(START.plusSeconds(11), KEY, sample("u1", 10, "71 kbps", "5 ms"));
        Instant receipt = START.plusSeconds(20);

        // When
        pipeline.receive(
                receipt,
                KEY,
                qos("m1", "u1", receipt, Item.audio(Instant.parse("2099-01-01T00:00:00Z"), "1 kbps", "1 ms")));
        pipeline.receive(
                receipt,
                KEY,
                qos("m1", "u1", receipt, Item.audio(Instant.parse("1970-01-01T00:00:00Z"), "1 kbps", "1 ms")));

        // Then
        assertThat(pipeline.deadLetters())
                .extracting(r -> header(r, "qss-reason"))
                .containsExactly("TIME_OUT_OF_RANGE", "TIME_OUT_OF_RANGE");
        assertThat(pipeline.userWindows()).isEmpty();
        pipeline.receive(START.plusSeconds(31), KEY, sample("u1", 30, "75 kbps", "9 ms"));
        pipeline.tick(CLOSES);
        assertThat(pipeline.userWindows().get(0).value().getSampleCount()).isEqualTo(2);
        assertThat(pipeline.userWindows()).isEmpty();
    }

    @Test
    void aMeetingThatFallsSilentStillGetsItsLastWindows() {
        // Given
        pipeline.receive(START.plusSeconds(11), KEY, sample("u1", 10, "71 kbps", "5 ms"));

        // When only ticks arrive
        for (Instant t = START.plusSeconds(15); t.isBefore(CLOSES.plusSeconds(5)); t = t.plusSeconds(5)) {
            pipeline.tick(t);
        }

        // Then
        assertThat(pipeline.userWindows()).hasSize(1);
        assertThat(pipeline.sessionWindows()).hasSize(1);
    }

    @Test
    void theSessionWindowIsDerivedFromItsUsersWindows() {
        // Given
        pipeline.receive(START.plusSeconds(11), KEY, sample("u1", 10, "100 kbps", "5 ms"));
        pipeline.receive(START.plusSeconds(21), KEY, sample("u1", 20, "50 kbps", "15 ms"));
        pipeline.receive(START.plusSeconds(11), KEY, sample("u2", 10, "30 kbps", "40 ms"));

        // When
        pipeline.tick(CLOSES);

        // Then
        TestRecord<String, SessionQosWindow> record = pipeline.sessionWindows().get(0);
        assertThat(record.key()).isEqualTo("acc|m1|" + START.toEpochMilli());
        SessionQosWindow window = record.value();
        assertThat(window.getUserCount()).isEqualTo(2);
        assertThat(window.getSampleCount()).isEqualTo(3);
        assertThat(window.getClassifications()).isEqualTo(new ClassificationCounts(2, 0, 0, 0, 0));
        assertThat(window.getClassifiedUserCount()).isEqualTo(2);
        assertThat(window.getAffectedUserCount()).isZero();
        assertThat(window.getMedia()).hasSize(1);
        var bitrate = window.getMedia().get(0).getBitrateKbps();
        assertThat(bitrate.getUserCount()).isEqualTo(2);
        assertThat(bitrate.getMean()).isEqualTo((75.0 + 30.0) / 2);
        assertThat(bitrate.getP95()).isEqualTo(75.0);
        assertThat(bitrate.getWorst()).as("a low bit rate is the worst").isEqualTo(30.0);
        var jitter = window.getMedia().get(0).getJitterMs();
        assertThat(jitter.getMean()).isEqualTo((10.0 + 40.0) / 2);
        assertThat(jitter.getWorst()).isEqualTo(40.0);
    }

    @Test
    void everyWindowIsRatedAndTheSessionsWindowCountsTheAffected() {
        // Given
        Instant time = START.plusSeconds(10);
        receive("clear", new Item(time, "audio_input", transport("62 kbps", "60 ms", "6 ms", "0.1%")));
        receive("torn", new Item(time, "audio_input", transport("40 kbps", "240 ms", "70 ms", "6%")));
        receive("muted", new Item(time, "audio_input", transport("0 kbps", "0 ms", "0 ms", "0.0%")));
        receive("browsing", new Item(time, "cpu_usage", "\"zoom_avg_cpu_usage\":\"8%\""));

        // When
        pipeline.tick(CLOSES);

        // Then
        assertThat(pipeline.userWindows())
                .extracting(r -> r.value())
                .extracting(
                        UserQosWindow::getUserId,
                        UserQosWindow::getClassification,
                        UserQosWindow::getClassificationReason,
                        window -> window.getMosEstimate() != null,
                        UserQosWindow::getMosEstimateModel)
                .containsExactlyInAnyOrder(
                        tuple("clear", Classification.GOOD, "audio_input.mosEstimate", true, MosEstimate.MODEL),
                        tuple("torn", Classification.BAD, "audio_input.mosEstimate", true, MosEstimate.MODEL),
                        tuple("muted", Classification.UNCLASSIFIED, "MUTED", false, null),
                        tuple("browsing", Classification.UNCLASSIFIED, "NO_DATA", false, null));
        SessionQosWindow session = pipeline.sessionWindows().get(0).value();
        assertThat(session.getClassifications()).isEqualTo(new ClassificationCounts(1, 0, 0, 1, 2));
        assertThat(session.getAffectedUserCount()).isEqualTo(1);
        assertThat(session.getAffectedShare()).isEqualTo(0.5);
        assertThat(session.getScore())
                .as("of GOOD 100 and BAD 0; whoever is not rated counts for nothing")
                .isEqualTo(50);
    }

    @Test
    void everyMediaOfAWindowIsRatedByItself() {
        // Given
        Instant time = START.plusSeconds(10);
        receive("u1", new Item(time, "audio_input", transport("62 kbps", "60 ms", "6 ms", "0.1%")));
        receive("u1", new Item(time, "video_output", transport("800 kbps", "60 ms", "6 ms", "12%")));
        receive("u1", new Item(time, "as_output", transport("0 kbps", "0 ms", "0 ms", "0.0%")));

        // When
        pipeline.tick(CLOSES);

        // Then
        UserQosWindow window = pipeline.userWindows().get(0).value();
        assertThat(window.getClassification()).isEqualTo(Classification.BAD);
        assertThat(window.getMediaClassifications())
                .containsExactly(
                        new MediaClassification(Media.AUDIO, Classification.GOOD, "audio_input.mosEstimate"),
                        new MediaClassification(Media.VIDEO, Classification.BAD, "video_output.avgLossPct"),
                        new MediaClassification(Media.SCREEN_SHARE, Classification.UNCLASSIFIED, "MUTED"));
    }

    @Test
    void aLabelThatContradictsItsScoreStandsBesideItAndTheScoreDecides() {
        // Given Zoom's own example (qss-reference §1.5)
        Instant time = START.plusSeconds(10);
        String example =
                transport("63 kbps", "134 ms", "6 ms", "0.0%") + ",\"quality\":\"good\",\"quality_score\":\"3.65\"";
        receive("u1", new Item(time, "audio_input", example));

        // When
        pipeline.tick(CLOSES);

        // Then
        assertThat(last(pipeline.samples()).get(KEY).getStreams().get(0).getQuality())
                .isEqualTo(Quality.GOOD);
        UserQosWindow window = pipeline.userWindows().get(0).value();
        assertThat(window.getClassification()).isEqualTo(Classification.FAIR);
        assertThat(window.getClassificationReason()).isEqualTo("audio_input.qualityScore");
        assertThat(window.getMosEstimate()).as("stands beside Zoom's score").isBetween(4.0, 4.2);
    }

    @Test
    void aLateSampleRatesTheWindowAnew() {
        // Given
        receive("u1", new Item(START, "audio_input", transport("62 kbps", "60 ms", "6 ms", "0.1%")));
        pipeline.tick(CLOSES);
        assertThat(pipeline.userWindows().get(0).value().getClassification()).isEqualTo(Classification.GOOD);

        // When
        Instant time = START.plusSeconds(30);
        pipeline.receive(
                CLOSES.plusSeconds(1),
                KEY,
                qos("m1", "u1", time, new Item(time, "audio_input", transport("40 kbps", "240 ms", "70 ms", "12%"))));
        pipeline.tick(CLOSES.plusSeconds(5));

        // Then
        assertThat(pipeline.userWindows().get(0).value().getClassification()).isEqualTo(Classification.BAD);
    }

    @Test
    void theEnvironmentIsWhatWasLastKnownBeforeTheWindowsEnd() {
        // Given
        pipeline.receive(
                START,
                KEY,
                Bodies.data("m1", "u1", START.minusSeconds(5), "\"network_type\":\"Wifi\",\"device\":\"Mac\""));
        pipeline.receive(START.plusSeconds(11), KEY, sample("u1", 10, "71 kbps", "5 ms"));
        pipeline.receive(END.plusSeconds(1), KEY, Bodies.data("m1", "u1", END, "\"network_type\":\"Wired\""));
        pipeline.receive(
                END.plusSeconds(11), KEY, qos("m1", "u1", END, Item.audio(END.plusSeconds(10), "1 kbps", "1 ms")));

        // When
        pipeline.tick(CLOSES.plusSeconds(60));

        // Then
        List<TestRecord<String, UserQosWindow>> windows = pipeline.userWindows();
        assertThat(windows).extracting(r -> r.value().getNetworkType()).containsExactly("Wifi", "Wired");
        assertThat(windows).extracting(r -> r.value().getDevice()).containsExactly("Mac", "Mac");
    }

    @Test
    void anEnvironmentThatArrivesAfterTheWindowWasEmittedRevisesIt() {
        // Given
        pipeline.receive(START.plusSeconds(11), KEY, sample("u1", 10, "71 kbps", "5 ms"));
        pipeline.tick(CLOSES);
        pipeline.userWindows();
        pipeline.sessionWindows();

        // When
        pipeline.receive(CLOSES.plusSeconds(1), KEY, Bodies.data("m1", "u1", START, "\"network_type\":\"Wifi\""));
        pipeline.tick(CLOSES.plusSeconds(5));

        // Then
        List<TestRecord<String, UserQosWindow>> revised = pipeline.userWindows();
        assertThat(revised).hasSize(1);
        assertThat(revised.get(0).value().getRevision()).isEqualTo(2);
        assertThat(revised.get(0).value().getNetworkType()).isEqualTo("Wifi");
        assertThat(pipeline.sessionWindows()).as("says nothing of environments").isEmpty();
    }

    @Test
    void aSummaryClosesTheUsersLeg() {
        // Given
        pipeline.receive(START.plusSeconds(11), KEY, sample("u1", 10, "71 kbps", "5 ms"));
        pipeline.receive(START.plusSeconds(41), KEY, Bodies.left("m1", "u1", START.plusSeconds(40), "R. Okafor"));

        // When
        pipeline.tick(CLOSES);

        // Then
        assertThat(pipeline.userWindows().get(0).value().getLegEndTime()).isEqualTo(START.plusSeconds(40));
    }

    @Test
    void stateIsForgottenAfterTheRetention() {
        // Given
        pipeline.receive(START.plusSeconds(11), KEY, sample("u1", 10, "71 kbps", "5 ms"));
        pipeline.receive(START.plusSeconds(12), KEY, Bodies.data("m1", "u1", START, "\"network_type\":\"Wifi\""));
        pipeline.tick(CLOSES);
        assertThat(entries(WindowStores.USER_WINDOWS)).isEqualTo(1);

        // When
        pipeline.tick(FORGOTTEN.plus(WindowProcessor.HEARD_STEP));

        // Then
        assertThat(entries(WindowStores.USER_WINDOWS)).isZero();
        assertThat(entries(WindowStores.SESSION_WINDOWS)).isZero();
        assertThat(entries(WindowStores.LEGS)).isEqualTo(1);
        pipeline.tick(START.plus(Duration.ofHours(25)));
        assertThat(entries(WindowStores.LEGS)).isZero();
        assertThat(entries(WindowStores.SESSIONS)).isZero();
        assertThat(entries(WindowStores.DUE)).isZero();
    }

    @Test
    void windowsOfASessionThatComesBackAreForgottenAsSoon() {
        // Given
        pipeline.receive(START.plusSeconds(11), KEY, sample("u1", 10, "71 kbps", "5 ms"));
        pipeline.tick(FORGOTTEN.plus(WindowProcessor.HEARD_STEP));
        assertThat(entries(WindowStores.USER_WINDOWS)).isZero();
        Duration later = Duration.ofHours(5);
        pipeline.receive(
                START.plus(later).plusSeconds(11), KEY, sample("u1", (int) later.toSeconds() + 10, "71 kbps", "5 ms"));
        pipeline.tick(CLOSES.plus(later));
        assertThat(entries(WindowStores.USER_WINDOWS)).isEqualTo(1);

        // When
        pipeline.tick(FORGOTTEN.plus(WindowProcessor.HEARD_STEP).plus(later));

        // Then
        assertThat(entries(WindowStores.USER_WINDOWS)).isZero();
        assertThat(entries(WindowStores.SESSIONS)).isEqualTo(1);
        pipeline.tick(START.plus(later).plus(Duration.ofHours(25)));
        assertThat(entries(WindowStores.SESSIONS)).isZero();
        assertThat(entries(WindowStores.DUE)).isZero();
    }

    @Test
    void windowsOfASessionThatGoesOnStay() {
        // Given
        for (int minute = 0; minute < 200; minute++) {
            pipeline.receive(
                    START.plusSeconds(60L * minute + 11), KEY, sample("u1", 60 * minute + 10, "71 kbps", "5 ms"));
        }

        // When
        pipeline.tick(START.plus(Duration.ofMinutes(200)));

        // Then
        assertThat(entries(WindowStores.USER_WINDOWS)).isEqualTo(200);
        pipeline.tick(START.plus(Duration.ofMinutes(200)).plus(Duration.ofMinutes(126)));
        assertThat(entries(WindowStores.USER_WINDOWS)).isZero();
    }

    private long entries(Section section) {
        long count = 0;
        try (var all = pipeline.driver()
                .<Bytes, byte[]>getKeyValueStore(section.store())
                .all()) {
            while (all.hasNext()) {
                count += section.holds(all.next().key) ? 1 : 0;
            }
        }
        return count;
    }

    private void receive(String userId, Item item) {
        pipeline.receive(START.plusSeconds(20), KEY, qos("m1", userId, item.time(), item));
    }

    private static String transport(String bitrate, String latency, String jitter, String loss) {
        return "\"bitrate\":\"" + bitrate + "\",\"latency\":\"" + latency + "\",\"jitter\":\"" + jitter
                + "\",\"avg_loss\":\"" + loss + "\",\"max_loss\":\"" + loss + "\"";
    }

    private static String sample(String userId, int second, String bitrate, String jitter) {
        Instant time = START.plusSeconds(second);
        return qos("m1", userId, time, Item.audio(time, bitrate, jitter));
    }
}
