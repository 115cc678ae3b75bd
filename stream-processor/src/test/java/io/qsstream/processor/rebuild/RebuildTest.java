package io.qsstream.processor.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.processor.completeness.SessionLedger;
import io.qsstream.processor.rebuild.SessionReader.Known;
import io.qsstream.processor.rebuild.SessionReader.Reading;
import io.qsstream.processor.rebuild.SessionReader.TooLarge;
import io.qsstream.processor.testing.Bodies;
import io.qsstream.processor.testing.Bodies.Item;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.Completeness;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.RebuildRequest;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A session that ended hours ago, and what Zoom's REST API knows of it: afterwards nobody can tell that it was incomplete. */
class RebuildTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final int MINUTES = 180;
    private static final List<String> USERS = List.of("u1", "u2", "u3");
    private static final String SESSION = "m1";
    private static final String KEY = "acc|m1";
    private static final Instant ASKED = START.plus(Duration.ofHours(9));

    private final MemoryLog log = new MemoryLog();

    @Test
    void whatAnOutageAndRandomLossTookIsToldAsIfNothingHadHappened() {
        // Given
        Random random = new Random(4);
        Set<String> dropped = new HashSet<>();
        for (String user : USERS) {
            for (int minute = 0; minute < MINUTES; minute++) {
                if ((minute >= 50 && minute < 150) || random.nextInt(100) == 0) {
                    dropped.add(user + minute);
                }
            }
        }
        MemoryLog undisturbed = new MemoryLog();
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES);
                Pipeline complete = Pipeline.inMemory(Pipeline.MINUTES)) {
            session(log, pipeline, (user, minute) -> !dropped.contains(user + minute));
            session(undisturbed, complete, (user, minute) -> true);
            undisturbed.takeOutputs(complete);
            CompletenessVerdict partial =
                    log(pipeline).last(Topics.COMPLETENESS).get(KEY);
            assertThat(partial.getVerdict()).isEqualTo(Completeness.PARTIAL);
            Map<String, UserQosWindow> before = log.last(Topics.USER_WINDOWS);
            answer(pipeline);

            // When
            RebuildRequest request = onlyRequest(pipeline);
            RebuildOutcome outcome = rebuild(request);

            // Then
            assertThat(outcome).isEqualTo(RebuildOutcome.REBUILT);
            assertThat(bare(log.last(Topics.USER_WINDOWS))).isEqualTo(bare(undisturbed.last(Topics.USER_WINDOWS)));
            assertThat(bareSessions(log.last(Topics.SESSION_WINDOWS)))
                    .isEqualTo(bareSessions(undisturbed.last(Topics.SESSION_WINDOWS)));
            assertThat(bare(log.last(Topics.SESSION_REPORTS).get(KEY)))
                    .isEqualTo(bare(undisturbed.last(Topics.SESSION_REPORTS).get(KEY)));
            CompletenessVerdict verdict = log.last(Topics.COMPLETENESS).get(KEY);
            assertThat(verdict.getVerdict()).isEqualTo(Completeness.COMPLETE);
            assertThat(verdict.getRevision()).isEqualTo(partial.getRevision() + 1);
            assertThat(SessionLedger.withoutDeliveries(verdict))
                    .isEqualTo(SessionLedger.withoutDeliveries(
                            undisturbed.last(Topics.COMPLETENESS).get(KEY)));
            log.last(Topics.USER_WINDOWS)
                    .forEach((key, window) -> assertThat(window.getRevision())
                            .as("%s: a window that lacked nothing is not told again", key)
                            .isEqualTo(1));
            assertThat(before).hasSizeLessThan(log.last(Topics.USER_WINDOWS).size());
        }
    }

    @Test
    void theSecondTimeNothingIsSaid() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            session(log, pipeline, (user, minute) -> minute % 2 == 0 || user.equals("u1"));
            answer(pipeline);
            RebuildRequest request = onlyRequest(pipeline);
            rebuild(request);
            List<Integer> sizes = Topics.ALL.stream().map(log::size).toList();

            // When
            RebuildOutcome again = rebuild(request);

            // Then
            assertThat(again).isEqualTo(RebuildOutcome.UNCHANGED);
            assertThat(Topics.ALL.stream().map(log::size).toList()).isEqualTo(sizes);
        }
    }

    @Test
    void aWindowThatWasSaidAlreadyIsSaidAsItsNextRevision() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            session(log, pipeline, (user, minute) -> minute != 7 || user.equals("u1"));
            Instant extra = at(7).plusSeconds(30);
            log.backfill(
                    pipeline,
                    ASKED,
                    KEY,
                    Bodies.rest(SESSION, "u1", ASKED, List.of(Item.audio(extra, "77 kbps", "3 ms"))));
            ticks(pipeline, ASKED, ASKED.plusSeconds(90));

            // When
            RebuildOutcome outcome = rebuild(onlyRequest(pipeline));

            // Then
            UserQosWindow window = log.last(Topics.USER_WINDOWS).get(windowKey("u1", 7));
            assertThat(outcome).isEqualTo(RebuildOutcome.REBUILT);
            assertThat(window.getRevision()).isEqualTo(2);
            assertThat(window.getState()).isEqualTo(WindowState.REVISED);
            assertThat(window.getSampleCount()).isEqualTo(2);
            assertThat(window.getLateSampleCount()).isEqualTo(1);
            SessionQosWindow whole = log.last(Topics.SESSION_WINDOWS).get(KEY + '|' + at(7).toEpochMilli());
            assertThat(whole.getRevision()).isEqualTo(2);
            assertThat(whole.getUserCount()).isEqualTo(1);
        }
    }

    @Test
    void aSessionOfWhichNothingCameIsToldFromTheAnswerAlone() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            answer(pipeline);

            // When
            RebuildOutcome outcome = rebuild(onlyRequest(pipeline));

            // Then
            assertThat(outcome).isEqualTo(RebuildOutcome.REBUILT);
            assertThat(log.last(Topics.USER_WINDOWS)).hasSize(USERS.size() * MINUTES);
            SessionReport report = log.last(Topics.SESSION_REPORTS).get(KEY);
            assertThat(report.getParticipantMinutes()).isEqualTo(USERS.size() * (double) MINUTES);
            assertThat(report.getEndReason()).isEqualTo("SILENCE");
            assertThat(report.getRevision()).isEqualTo(1);
        }
    }

    @Test
    void aSessionThatCameBackAfterHoursIsReportedWhole() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            session(log, pipeline, (user, minute) -> minute < 50);
            sample(log, pipeline, "u1", 400);
            log.webhook(pipeline, at(401), KEY, Bodies.left(SESSION, "u1", at(401), "name"));
            ticks(pipeline, at(401), at(405));

            // When
            RebuildRequest request = onlyRequest(pipeline);
            RebuildOutcome outcome = rebuild(request);

            // Then
            assertThat(request.getEndReason()).isEqualTo("SILENCE");
            assertThat(outcome).isEqualTo(RebuildOutcome.REBUILT);
            SessionReport report = log.last(Topics.SESSION_REPORTS).get(KEY);
            assertThat(report.getRevision()).isEqualTo(2);
            assertThat(report.getStartTime()).isEqualTo(START);
            assertThat(report.getParticipantMinutes()).isEqualTo(USERS.size() * 50.0 + 1);
        }
    }

    @Test
    void aSessionThatGoesOnHasNoReportYet() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            for (int minute = 500; minute < 540; minute++) {
                sample(log, pipeline, "u1", minute);
                pipeline.tick(at(minute).plusSeconds(30));
            }
            answer(pipeline);
            sample(log, pipeline, "u1", 541);

            // When
            rebuild(onlyRequest(pipeline));

            // Then
            assertThat(log.last(Topics.USER_WINDOWS)).hasSizeGreaterThanOrEqualTo(USERS.size() * MINUTES);
            assertThat(log.last(Topics.SESSION_REPORTS)).isEmpty();

            // And it is told whole once it has ended
            log.webhook(pipeline, at(542), KEY, Bodies.left(SESSION, "u1", at(542), "name"));
            ticks(pipeline, at(542), at(545));
            rebuild(onlyRequest(pipeline));
            assertThat(log.last(Topics.SESSION_REPORTS).get(KEY).getStartTime()).isEqualTo(START);
            assertThat(log.last(Topics.SESSION_REPORTS).get(KEY).getParticipantMinutes())
                    .isEqualTo(USERS.size() * (double) MINUTES + 41);
        }
    }

    @Test
    void whatTheRawTopicNoLongerHoldsWholeStaysAsItWasSaid() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            session(log, pipeline, (user, minute) -> minute % 3 != 0);
            answer(pipeline);
            RebuildRequest request = onlyRequest(pipeline);
            Map<String, UserQosWindow> before = log.last(Topics.USER_WINDOWS);
            SessionReport report = log.last(Topics.SESSION_REPORTS).get(KEY);
            log.deleteRawBefore(at(90));

            // When
            RebuildOutcome outcome = rebuild(request);

            // Then
            assertThat(outcome).isEqualTo(RebuildOutcome.CUT);
            assertThat(log.last(Topics.USER_WINDOWS)).isEqualTo(before);
            assertThat(log.last(Topics.SESSION_REPORTS).get(KEY)).isEqualTo(report);
        }
    }

    @Test
    void moreSamplesThanAreToBeHeldAreRefused() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            answer(pipeline);
            RebuildRequest request = onlyRequest(pipeline);
            int all = USERS.size() * MINUTES;

            // Then
            assertThat(read(request, all).sessions()).hasSize(1);
            assertThatThrownBy(() -> read(request, all - 1)).isInstanceOf(TooLarge.class);
        }
    }

    @Test
    void anotherSessionWhoseKeyBeginsAlikeIsNotMixedIn() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            session(log, pipeline, (user, minute) -> minute < 3);
            Instant time = at(1);
            log.webhook(
                    pipeline,
                    at(200),
                    "acc|m1|u1",
                    Bodies.qos("m1|u1", "u9", at(200), Item.audio(at(200), "5 kbps", "1 ms")));
            ticks(pipeline, at(200), at(204));

            // When
            Reading reading = read(new RebuildRequest("acc", "m1", time, ASKED, null), 1_000);

            // Then
            Known known = reading.sessions().get(KEY);
            assertThat(known.said().window(windowKey("u1", 1)).revision()).isEqualTo(1);
            assertThat(known.said()
                            .window(KEY + "|u1|u9|" + at(200).toEpochMilli())
                            .revision())
                    .isZero();
        }
    }

    private MemoryLog log(Pipeline pipeline) {
        log.takeOutputs(pipeline);
        return log;
    }

    private RebuildRequest onlyRequest(Pipeline pipeline) {
        int before = log.size(Topics.REBUILDS);
        log.takeOutputs(pipeline);
        assertThat(log.size(Topics.REBUILDS)).isEqualTo(before + 1);
        return log.last(Topics.REBUILDS).get(KEY);
    }

    private Reading read(RebuildRequest request, int maxSamples) {
        return new SessionReader(
                        log, new Values(topic -> log.serde(topic).deserializer()), Pipeline.MINUTES, maxSamples)
                .read(0, List.of(new SessionKey("acc", "m1")), request.getFrom());
    }

    /** Reads the log, rebuilds, and writes what is new to the log. */
    private RebuildOutcome rebuild(RebuildRequest request) {
        Reading reading = read(request, 100_000);
        Known known = reading.sessions().get(KEY);
        return new Rebuild(
                        Pipeline.MINUTES,
                        Pipeline.RULES.enabledSessionRules(),
                        new SessionKey("acc", "m1"),
                        known.history(),
                        known.said(),
                        new Rebuild.Receiver() {
                            @Override
                            public <V> void take(Topic<V> topic, String key, V value) {
                                log.say(topic, request.getForgottenBy().toEpochMilli(), key, value);
                            }
                        })
                .run(request, reading.wholeFrom());
    }

    private static void session(MemoryLog log, Pipeline pipeline, BiPredicate<String, Integer> delivered) {
        for (String user : USERS) {
            log.webhook(
                    pipeline,
                    START.minusSeconds(20),
                    KEY,
                    Bodies.data(SESSION, user, START.minusSeconds(20), "\"network_type\":\"Wifi\""));
        }
        for (int minute = 0; minute < MINUTES; minute++) {
            pipeline.tick(at(minute));
            for (String user : USERS) {
                if (delivered.test(user, minute)) {
                    sample(log, pipeline, user, minute);
                }
            }
        }
        for (String user : USERS) {
            log.webhook(pipeline, at(MINUTES).plusSeconds(1), KEY, Bodies.left(SESSION, user, at(MINUTES), "name"));
        }
        ticks(pipeline, at(MINUTES).plusSeconds(5), at(MINUTES + 10));
        // Until the windows are forgotten.
        pipeline.tick(at(MINUTES + 130));
        log.takeOutputs(pipeline);
    }

    private static void sample(MemoryLog log, Pipeline pipeline, String user, int minute) {
        log.webhook(
                pipeline, at(minute).plusSeconds(3), KEY, Bodies.qos(SESSION, user, at(minute), item(user, minute)));
    }

    /** Everything that Zoom knows, an hour to a body. */
    private void answer(Pipeline pipeline) {
        for (String user : USERS) {
            for (int hour = 0; hour < MINUTES / 60; hour++) {
                List<Item> minutes = new ArrayList<>();
                IntStream.range(60 * hour, 60 * (hour + 1)).forEach(minute -> minutes.add(item(user, minute)));
                log.backfill(pipeline, ASKED, KEY, Bodies.rest(SESSION, user, ASKED, minutes));
            }
        }
        ticks(pipeline, ASKED, ASKED.plusSeconds(90));
    }

    private static Item item(String user, int minute) {
        return Item.audio(at(minute), 40 + minute % 7 + user.charAt(1) + " kbps", 3 + minute % 4 + " ms");
    }

    private static void ticks(Pipeline pipeline, Instant from, Instant until) {
        for (Instant at = from; at.isBefore(until); at = at.plusSeconds(5)) {
            pipeline.tick(at);
        }
    }

    private static Instant at(int minute) {
        return START.plusSeconds(60L * minute);
    }

    private static String windowKey(String user, int minute) {
        return KEY + '|' + user + '|' + at(minute).toEpochMilli();
    }

    /** Without what says how it came: revision, state, and how much of it was late. */
    private static Map<String, UserQosWindow> bare(Map<String, UserQosWindow> windows) {
        Map<String, UserQosWindow> bare = new TreeMap<>();
        windows.forEach((key, window) -> bare.put(
                key,
                UserQosWindow.newBuilder(window)
                        .setRevision(1)
                        .setState(WindowState.FINAL)
                        .setLateSampleCount(0)
                        .build()));
        return bare;
    }

    private static Map<String, SessionQosWindow> bareSessions(Map<String, SessionQosWindow> windows) {
        Map<String, SessionQosWindow> bare = new TreeMap<>();
        windows.forEach((key, window) -> bare.put(
                key,
                SessionQosWindow.newBuilder(window)
                        .setRevision(1)
                        .setState(WindowState.FINAL)
                        .build()));
        return bare;
    }

    private static SessionReport bare(SessionReport report) {
        return SessionReport.newBuilder(report).setRevision(1).build();
    }
}
