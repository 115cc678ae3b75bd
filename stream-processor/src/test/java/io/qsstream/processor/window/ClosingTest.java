package io.qsstream.processor.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.testing.Bodies;
import io.qsstream.processor.testing.Bodies.Item;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.UserQosWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Many windows that close at one time are emitted in slices, and nobody can tell but by the clock. */
class ClosingTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final int WEBINAR = 3 * WindowEmitter.SLICE + 20;
    private static final int MEETINGS = 30;

    @Test
    void aRecordWaitsForOneSliceAndNotForAllThatIsDue() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            fill(pipeline, START);

            // When
            pipeline.tick(closing(START));
            int first = pipeline.userWindows().size();
            pipeline.tick(closing(START).plusMillis(100));
            int second = pipeline.userWindows().size();
            pipeline.tick(closing(START).plusSeconds(2));
            int rest = pipeline.userWindows().size();

            // Then
            assertThat(first).isEqualTo(WindowEmitter.SLICE);
            assertThat(second).isBetween(WindowEmitter.SLICE, WindowEmitter.SLICE + 3);
            assertThat(first + second + rest).isEqualTo(WEBINAR + MEETINGS);
        }
    }

    @Test
    void aSessionsWindowComesAfterItsUsersAndCountsThemAll() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            fill(pipeline, START);
            Set<String> users = new HashSet<>();
            List<TestRecord<String, SessionQosWindow>> sessions = new ArrayList<>();

            // When
            for (int millis = 0; sessions.size() <= MEETINGS; millis += 50) {
                pipeline.tick(closing(START).plusMillis(millis));
                pipeline.userWindows()
                        .forEach(each ->
                                assertThat(users.add(each.key())).as(each.key()).isTrue());
                List<TestRecord<String, SessionQosWindow>> now = pipeline.sessionWindows();
                sessions.addAll(now);

                // Then
                for (TestRecord<String, SessionQosWindow> session : now) {
                    String id = session.value().getSessionId();
                    assertThat(users.stream()
                                    .filter(key -> key.startsWith("acc|" + id + "|"))
                                    .count())
                            .isEqualTo(session.value().getUserCount());
                }
            }
            assertThat(sessions).hasSize(MEETINGS + 1);
            assertThat(sessions.stream()
                            .mapToInt(each -> each.value().getUserCount())
                            .max())
                    .hasValue(WEBINAR);
        }
    }

    @Test
    void whatComesLateBetweenTwoSlicesChangesWhatItChangesLater() {
        Revisions between = run(closing(START).plusMillis(250));
        Revisions after = run(closing(START).plusSeconds(20));

        assertThat(between.users()).isEqualTo(after.users());
        assertThat(between.sessions()).isEqualTo(after.sessions());
        assertThat(after.users()).hasSize(WEBINAR + MEETINGS + 1);
        assertThat(after.users().values()).anyMatch(revisions -> revisions.size() == 2);
    }

    @Test
    void ofTwoClosingsThatMeetEachIsWhole() {
        // Given: more than can be closed in the second between them.
        Windowing seconds = new Windowing(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMinutes(10));
        int users = WindowEmitter.SLICE * 28;
        try (Pipeline pipeline = Pipeline.inMemory(seconds)) {
            for (int second = 0; second < 2; second++) {
                Instant time = START.plusSeconds(second);
                for (int user = 0; user < users; user++) {
                    receive(pipeline, time.plusMillis(500), "w", user, time);
                }
            }

            // When
            for (int step = 0; step < 400; step++) {
                pipeline.tick(START.plusSeconds(3).plusMillis(50L * step));
            }

            // Then
            assertThat(pipeline.userWindows().stream().map(TestRecord::key))
                    .hasSize(2 * users)
                    .doesNotHaveDuplicates();
            assertThat(pipeline.sessionWindows())
                    .extracting(
                            each -> each.value().getRevision(),
                            each -> each.value().getUserCount())
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(1, users),
                            org.assertj.core.groups.Tuple.tuple(1, users));
        }
    }

    /** All that was emitted of each key, in order, without what tells of the arrival. */
    private record Revisions(Map<String, List<String>> users, Map<String, List<String>> sessions) {}

    /** A late sample of a user who is out already, one of a new user, and a fact about a third, all at this time. */
    private static Revisions run(Instant late) {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            fill(pipeline, START);
            for (Instant at = closing(START); at.isBefore(closing(START).plusSeconds(25)); at = at.plusMillis(50)) {
                pipeline.tick(at);
                if (at.equals(late)) {
                    pipeline.receive(
                            at,
                            "acc|w",
                            Bodies.qos("w", "u1", START, Item.audio(START.plusSeconds(40), "9 kbps", "90 ms")));
                    pipeline.receive(
                            at,
                            "acc|w",
                            Bodies.qos("w", "zz", START, Item.audio(START.plusSeconds(40), "9 kbps", "90 ms")));
                    pipeline.receive(
                            at,
                            "acc|w",
                            Bodies.data("w", "u100", START.plusSeconds(30), "\"data_center\":\"Frankfurt (FR)\""));
                }
            }
            Map<String, List<String>> users = new TreeMap<>();
            for (TestRecord<String, UserQosWindow> each : pipeline.userWindows()) {
                users.computeIfAbsent(each.key(), unused -> new ArrayList<>())
                        .add(each.value().toString());
            }
            Map<String, List<String>> sessions = new TreeMap<>();
            for (TestRecord<String, SessionQosWindow> each : pipeline.sessionWindows()) {
                sessions.computeIfAbsent(each.key(), unused -> new ArrayList<>())
                        .add(each.value().toString());
            }
            return new Revisions(users, sessions);
        }
    }

    /** A webinar and as many meetings, before it and after it in the store, each user with a sample. */
    private static void fill(Pipeline pipeline, Instant time) {
        for (int user = 0; user < WEBINAR; user++) {
            receive(pipeline, time.plusSeconds(5), "w", user, time);
        }
        for (int meeting = 0; meeting < MEETINGS; meeting++) {
            receive(pipeline, time.plusSeconds(5), (meeting % 2 == 0 ? "a" : "z") + meeting, meeting, time);
        }
    }

    private static void receive(Pipeline pipeline, Instant receipt, String session, int user, Instant time) {
        pipeline.receive(
                receipt,
                "acc|" + session,
                Bodies.qos(session, "u" + user, time, Item.audio(time, 20 + user % 60 + " kbps", user % 50 + " ms")));
    }

    private static Instant closing(Instant start) {
        return Pipeline.MINUTES.closesAt(start);
    }
}
