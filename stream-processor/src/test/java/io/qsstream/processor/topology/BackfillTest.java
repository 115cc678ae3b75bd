package io.qsstream.processor.topology;

import static io.qsstream.processor.testing.Pipeline.last;
import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.completeness.SessionLedger;
import io.qsstream.processor.testing.Bodies;
import io.qsstream.processor.testing.Bodies.Item;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.Completeness;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.RebuildRequest;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.UserQosWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** What Zoom's REST API says of a session (qss-reference §4.2), after, instead of or beside what its webhooks said. */
class BackfillTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final int MINUTES = 10;
    private static final List<String> USERS = List.of("u1", "u2");
    private static final String KEY = "acc|m1";
    private static final Instant BACKFILL = START.plusSeconds(60 * 40);
    private static final Instant END = START.plusSeconds(60 * 60);

    @Test
    void aBackfillOfACompleteSessionChangesNothing() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            webhooks(pipeline, minute -> true);
            tickUntil(pipeline, START.plusSeconds(60 * 15), BACKFILL);
            assertThat(pipeline.userWindows()).hasSize(USERS.size() * MINUTES);
            assertThat(pipeline.read(Topics.SESSION_REPORTS)).isNotEmpty();
            for (Topic<?> topic : Topics.ALL) {
                pipeline.read(topic);
            }

            // When
            backfill(pipeline);
            tickUntil(pipeline, BACKFILL, END);

            // Then
            for (Topic<?> topic : Topics.ALL) {
                assertThat(pipeline.read(topic)).as(topic.name()).isEmpty();
            }
        }
    }

    @Test
    void aBackfillCompletesAGapToWhatAnUndisturbedRunSays() {
        try (Pipeline disturbed = Pipeline.inMemory(Pipeline.MINUTES);
                Pipeline undisturbed = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            IntPredicate outage = minute -> minute < 3 || minute > 6;
            webhooks(disturbed, outage);
            tickUntil(disturbed, START.plusSeconds(60 * 15), BACKFILL);
            Map<String, UserQosWindow> before = last(disturbed.userWindows());
            assertThat(before).hasSize(USERS.size() * (MINUTES - 4));
            CompletenessVerdict partial =
                    last(disturbed.read(Topics.COMPLETENESS)).get(KEY);
            assertThat(partial.getVerdict()).isEqualTo(Completeness.PARTIAL);
            assertThat(partial.getExpectedSamples() - partial.getReceivedSamples())
                    .isEqualTo(USERS.size() * 4);

            // When
            backfill(disturbed);
            tickUntil(disturbed, BACKFILL, END);
            webhooks(undisturbed, minute -> true);
            tickUntil(undisturbed, START.plusSeconds(60 * 15), END);

            // Then
            Map<String, UserQosWindow> after = new TreeMap<>(before);
            after.putAll(last(disturbed.userWindows()));
            assertThat(figures(after)).isEqualTo(figures(last(undisturbed.userWindows())));
            assertThat(minutes(last(disturbed.read(Topics.SESSION_REPORTS)).get(KEY)))
                    .isEqualTo(minutes(
                            last(undisturbed.read(Topics.SESSION_REPORTS)).get(KEY)))
                    .isEqualTo(USERS.size() * (double) MINUTES);
            CompletenessVerdict complete =
                    last(disturbed.read(Topics.COMPLETENESS)).get(KEY);
            assertThat(complete.getVerdict()).isEqualTo(Completeness.COMPLETE);
            assertThat(SessionLedger.withoutDeliveries(complete))
                    .isEqualTo(SessionLedger.withoutDeliveries(
                            last(undisturbed.read(Topics.COMPLETENESS)).get(KEY)));
            assertThat(disturbed.deadLetters()).isEmpty();
        }
    }

    @Test
    void aBackfillThatComesTwiceAndInAnyOrderSaysTheSameOnce() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            backfill(pipeline);
            tickUntil(pipeline, BACKFILL, BACKFILL.plusSeconds(300));
            assertThat(last(pipeline.userWindows())).hasSize(USERS.size() * MINUTES);
            pipeline.samples();

            // When
            backfill(pipeline);
            tickUntil(pipeline, BACKFILL.plusSeconds(300), END);

            // Then
            assertThat(pipeline.userWindows()).isEmpty();
            assertThat(pipeline.samples()).isEmpty();
        }
    }

    @Test
    void aWebhookThatIsOlderThanTheWindowsRetentionIsADeadLetter() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // When
            pipeline.receive(START.plusSeconds(60 * 135), KEY, rest("u1", START.plusSeconds(60 * 135), List.of(0, 9)));
            pipeline.receive(START.plusSeconds(60 * 135), KEY, rest("u1", START.plusSeconds(60 * 135), List.of(30)));

            // Then
            assertThat(pipeline.deadLetters())
                    .extracting(dead -> Pipeline.header(dead, "qss-reason"))
                    .containsExactly("LATE");
            assertThat(pipeline.samples()).hasSize(1);
        }
    }

    @Test
    void aBackfillOlderThanTheRetentionOfASessionThatGoesOnCountsInItsWindows() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            int length = 240;
            for (int minute = 0; minute < length; minute++) {
                if (minute < 20 || minute > 40) {
                    sample(pipeline, minute);
                }
                pipeline.tick(at(minute).plusSeconds(30));
            }
            Map<String, UserQosWindow> before = last(pipeline.userWindows());

            // When
            pipeline.backfill(at(length), KEY, rest("u1", at(length), List.of(20, 21, 30, 40)));
            tickUntil(pipeline, at(length), at(length + 3));

            // Then
            Map<String, UserQosWindow> after = last(pipeline.userWindows());
            assertThat(after).containsKeys(key(20), key(21), key(30), key(40));
            assertThat(after.get(key(30)).getRevision()).isEqualTo(1);
            assertThat(before).doesNotContainKey(key(30));
            assertThat(pipeline.deadLetters()).isEmpty();
            assertThat(pipeline.read(Topics.REBUILDS)).isEmpty();
            assertThat(pipeline.read(Topics.ALERTS)).as("the past wakes nobody").isEmpty();
        }
    }

    @Test
    void aBackfillOfASessionWhoseWindowsAreForgottenAsksForItsRebuildOnce() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            webhooks(pipeline, minute -> minute != 4);
            Instant asked = START.plus(Duration.ofHours(30));
            tickUntil(pipeline, START.plusSeconds(60 * 15), asked);
            for (Topic<?> topic : Topics.ALL) {
                pipeline.read(topic);
            }

            // When
            pipeline.backfill(asked, KEY, rest("u1", asked, List.of(4, 5)));
            pipeline.backfill(asked.plusSeconds(20), KEY, rest("u2", asked, List.of(3, 4)));
            tickUntil(pipeline, asked.plusSeconds(20), asked.plusSeconds(600));

            // Then
            List<RebuildRequest> requests = pipeline.read(Topics.REBUILDS).stream()
                    .map(TestRecord::value)
                    .toList();
            assertThat(requests).hasSize(1);
            assertThat(requests.get(0).getSessionId()).isEqualTo("m1");
            assertThat(requests.get(0).getFrom()).isEqualTo(at(3));
            assertThat(requests.get(0).getForgottenBy()).isBetween(asked.plusSeconds(60), asked.plusSeconds(65));
            assertThat(requests.get(0).getEndReason()).isNull();
            for (Topic<?> topic : Topics.ALL) {
                assertThat(pipeline.read(topic)).as(topic.name()).isEmpty();
            }
        }
    }

    @Test
    void whatNoEventOfTheRawTopicCouldGoWithIsADeadLetter() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // When
            pipeline.backfill(START.plus(Duration.ofDays(8)), KEY, rest("u1", START, List.of(1)));

            // Then
            assertThat(pipeline.deadLetters())
                    .extracting(dead -> Pipeline.header(dead, "qss-reason"))
                    .containsExactly("TIME_OUT_OF_RANGE");
        }
    }

    @Test
    void aSessionThatComesBackAfterItsWindowsWereForgottenIsToldWholeByARebuild() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            webhooks(pipeline, minute -> true);
            tickUntil(pipeline, at(MINUTES), at(200));
            pipeline.read(Topics.SESSION_REPORTS);
            pipeline.read(Topics.COMPLETENESS);

            // When
            sample(pipeline, 200);
            pipeline.receive(at(201), KEY, Bodies.left("m1", "u1", at(201), "name"));
            tickUntil(pipeline, at(201), at(205));

            // Then
            List<RebuildRequest> requests = pipeline.read(Topics.REBUILDS).stream()
                    .map(TestRecord::value)
                    .toList();
            assertThat(requests).hasSize(1);
            assertThat(requests.get(0).getFrom()).isEqualTo(START);
            assertThat(requests.get(0).getEndReason()).isEqualTo("LEGS_ENDED");
            assertThat(pipeline.read(Topics.SESSION_REPORTS)).isEmpty();
            assertThat(pipeline.read(Topics.COMPLETENESS)).isEmpty();
        }
    }

    private static Instant at(int minute) {
        return START.plusSeconds(60L * minute);
    }

    private static String key(int minute) {
        return KEY + "|u1|" + at(minute).toEpochMilli();
    }

    private static void sample(Pipeline pipeline, int minute) {
        pipeline.receive(
                at(minute).plusSeconds(3),
                KEY,
                Bodies.qos("m1", "u1", at(minute), Item.audio(at(minute), bitrate("u1", minute), jitter(minute))));
    }

    private static void webhooks(Pipeline pipeline, IntPredicate delivered) {
        for (int minute = 0; minute < MINUTES; minute++) {
            Instant time = START.plusSeconds(60L * minute);
            pipeline.tick(time.plusSeconds(2));
            for (String user : USERS) {
                if (delivered.test(minute)) {
                    pipeline.receive(
                            time.plusSeconds(3),
                            KEY,
                            Bodies.qos(
                                    "m1",
                                    user,
                                    time.plusSeconds(2),
                                    Item.audio(time, bitrate(user, minute), jitter(minute)),
                                    new Item(time, "cpu_usage", "\"zoom_avg_cpu_usage\":\"" + minute + "%\"")));
                }
            }
        }
        for (String user : USERS) {
            Instant end = START.plusSeconds(60L * MINUTES);
            pipeline.receive(end.plusSeconds(1), KEY, Bodies.left("m1", user, end, "name of " + user));
        }
    }

    private static void backfill(Pipeline pipeline) {
        for (String user : USERS) {
            // In chunks, the later one first.
            pipeline.backfill(BACKFILL, KEY, rest(user, BACKFILL, List.of(5, 6, 7, 8, 9)));
            pipeline.backfill(BACKFILL, KEY, rest(user, BACKFILL, List.of(0, 1, 2, 3, 4)));
        }
    }

    private static String rest(String user, Instant asked, List<Integer> minutes) {
        List<String> blocks = new ArrayList<>();
        for (int minute : minutes) {
            blocks.add("{\"date_time\":\"" + START.plusSeconds(60L * minute) + "\",\"audio_input\":{\"bitrate\":\""
                    + bitrate(user, minute) + "\",\"latency\":\"\",\"jitter\":\"" + jitter(minute)
                    + "\",\"avg_loss\":\"\",\"max_loss\":\"\"},\"audio_output\":{\"bitrate\":\"\",\"latency\":\"\"},"
                    + "\"as_input\":\"\",\"wifi_rssi\":{\"min_rssi\":\"\",\"rssi_unit\":\"\"},"
                    + "\"cpu_usage\":{\"zoom_avg_cpu_usage\":\"" + minute + "%\"}}");
        }
        return "{\"event\":\"meeting.participant_qos\",\"event_ts\":" + asked.toEpochMilli()
                + ",\"payload\":{\"account_id\":\"acc\",\"object\":{\"uuid\":\"m1\",\"participants\":[{\"id\":\"key-"
                + user + "\",\"user_id\":\"" + user + "\",\"participant_uuid\":\"uuid-of-" + user
                + "\",\"user_name\":\"name of " + user + "\",\"email\":\"" + user
                + "@example.com\",\"user_qos\":[" + String.join(",", blocks) + "]}]}}}";
    }

    private static String bitrate(String user, int minute) {
        return 40 + minute + user.charAt(1) + " kbps";
    }

    private static String jitter(int minute) {
        return 3 + minute % 4 + " ms";
    }

    private static void tickUntil(Pipeline pipeline, Instant from, Instant until) {
        for (Instant at = from; at.isBefore(until); at = at.plusSeconds(5)) {
            pipeline.tick(at);
        }
    }

    /** Without what says when and how often: that must differ. */
    private static Map<String, String> figures(Map<String, UserQosWindow> windows) {
        Map<String, String> figures = new TreeMap<>();
        windows.forEach((key, window) -> figures.put(
                key, window.getSampleCount() + " " + window.getStreams() + window.getCpu() + window.getUserKey()));
        return figures;
    }

    private static double minutes(SessionReport report) {
        return report.getParticipantMinutes();
    }
}
